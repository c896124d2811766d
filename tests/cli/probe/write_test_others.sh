requires_root
requires_user_xattrs
keep='is on|fit for|note|measured'
unshare --mount bash -c "mkdir mem ram && mount -t tmpfs tmpfs mem && mount -t ramfs ramfs ram &&
    permap probe mem --write-test -q | grep -E '$keep'; permap probe ram --write-test -q | grep -E '$keep'; ls -A mem ram"
on_image mkfs.xfs -q -- "permap probe mnt --write-test -q | grep -E '$keep'; ls -A mnt"
on_image mkfs.btrfs -q -- "permap probe mnt --write-test -q | grep -E '$keep'; ls -A mnt"
