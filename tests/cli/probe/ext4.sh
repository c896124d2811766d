# Inodes of 256 and of 512 bytes: where the attributes land differs.
requires_root
keep='is on|fit for|note|fix|user attributes: f|ACL|inode size|land|largest|birth|handles'
on_image mkfs.ext4 -q -I 256 -- "permap probe mnt | grep -E '$keep' -A1"
on_image mkfs.ext4 -q -I 512 -- "permap probe mnt | grep -E 'inode size|land|largest' -A1"
