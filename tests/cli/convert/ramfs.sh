# A file system without user attributes.
requires_root
unshare --mount bash -c 'mkdir ram && mount -t ramfs ramfs ram && echo here >ram/hostname && chmod 0755 ram/hostname && chown -R 1000:1000 ram &&
    touch -d @1000000000 ram/* ram && permap convert ram --to mapped-xattr --host-owner 64055:64055 --run run --apply'
