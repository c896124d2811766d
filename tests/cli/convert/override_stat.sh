# To the model of podman and fuse-overlayfs: links stay real.
requires_root
requires_user_xattrs
basic
permap convert basic --to override-stat --host-owner 64055:64055 --run run --apply -q
echo "status $?"; getfattr -d -m - basic/script; stat -c '%F %u:%g %n' basic/*link* basic/script
