# An unfinished run of somebody else.
requires_root
requires_user_xattrs
basic && setfattr -n trusted.permap.run -v 'run 0123456789abcdef file /elsewhere' basic
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply
echo "status $?"; permap status basic
