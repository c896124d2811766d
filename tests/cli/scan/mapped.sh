# What a conversion leaves is clean, and looks like what it is.
requires_mknod
requires_user_xattrs
special && permap convert special --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null
permap scan special --host-owner 64055:64055
