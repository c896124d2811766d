requires_root
on_image mkfs.btrfs -q -- "permap probe mnt | grep -E 'is on|fit for|user attributes: f|ACL|land|largest|birth|handles|exchange' -A1 | grep -v '^  storage'"
