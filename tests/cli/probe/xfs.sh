requires_root
on_image mkfs.xfs -q -- "permap probe mnt | grep -E 'is on|fit for|user attributes: f|ACL|inode size|land|largest|birth|handles|exchange' -A1"
