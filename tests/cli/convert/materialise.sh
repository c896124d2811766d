# A tree that is mapped in part becomes mapped in full: same view, every value written.
requires_root
requires_user_xattrs
mkdir tree && touch tree/bare tree/partial tree/short-mode && ln -s target tree/link
chown -hR 1000:1000 tree
setfattr -n user.virtfs.uid -v 0x07000000 tree/partial
setfattr -n user.virtfs.mode -v 0xa481 tree/short-mode
permap convert tree --from mapped-xattr --to mapped-xattr --host-owner 64055:64055 --run run --apply
echo "status $?"; cd tree && getfattr -d -m - -e hex bare partial short-mode link && stat -c '%a %F %u:%g %n' -- *
