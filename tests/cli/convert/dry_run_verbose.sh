# Every step of every entry.
requires_mknod
requires_user_xattrs
special && permap convert special --to mapped-xattr --host-owner 64055:64055 --verbose
