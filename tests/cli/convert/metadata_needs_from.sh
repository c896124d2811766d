# A guest can plant metadata: permap does not guess.
requires_root
requires_user_xattrs
basic && setfattr -n user.virtfs.uid -v 0x00000000 basic/script
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply
echo "status $?"; ls
