requires_root
requires_user_xattrs
basic && setfattr -n user.virtfs.uid -v 0x00000000 basic/script && setfattr -n user.virtfs.rdev -v 0x0100000000000000 basic/script
permap convert basic --from passthrough --to mapped-xattr --host-owner 64055:64055 --run run --apply
getfattr -d -m - -e hex basic/script
