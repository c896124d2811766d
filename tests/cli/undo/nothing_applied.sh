requires_root
requires_user_xattrs
basic && : >basic/setuid && chmod 4755 basic/setuid && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null && permap undo run
