requires_mknod
requires_user_xattrs
special && permap convert special --to mapped-xattr --host-owner 64055:64055 --run run --apply
facts_of special
