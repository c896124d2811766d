requires_root
requires_user_xattrs
basic
chattr +i basic/file 2>/dev/null || skip 'needs immutable files'
chattr +a basic/dir && chattr +i basic
show() { stat -c '%u %a %n' basic basic/dir basic/file; lsattr -d basic basic/dir basic/file | sed -E 's/^-*([ia]?)[^ ]* /\1 /'; }
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply --allow immutable; show
permap undo run; show
chattr -i -a basic basic/dir basic/file
