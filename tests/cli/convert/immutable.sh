requires_root
requires_user_xattrs
basic
chattr +i basic/file 2>/dev/null || skip 'needs immutable files'
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply --allow immutable; stat -c '%u %a %n' basic/file
chattr -i basic/file
