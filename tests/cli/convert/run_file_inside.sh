requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run basic/directory/run --apply
echo "status $?"; ls basic/directory
