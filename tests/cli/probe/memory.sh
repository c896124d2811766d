# A tmpfs, and a ramfs, which has no attributes at all.
requires_root
requires_user_xattrs
unshare --mount bash -c 'mkdir mem ram && mount -t tmpfs -o size=1m,nr_inodes=100 tmpfs mem && mount -t ramfs ramfs ram &&
    permap probe mem; echo "status $?"; permap probe ram'
