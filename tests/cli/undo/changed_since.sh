# A guest's chmod after the conversion is not lost in silence.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null && setfattr -n user.virtfs.mode -v 0xff810000 basic/file
permap undo run; echo "status $?"
permap undo run --allow changed-since
