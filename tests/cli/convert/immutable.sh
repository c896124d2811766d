requires_root
requires_user_xattrs
basic
chattr +i basic/file 2>/dev/null || skip 'needs immutable files'
chattr +a basic/directory && chattr +i basic
show() { for name in . directory file; do printf "%s %s %s\n" "$name" "$(stat -c '%u %a' "basic/$name")" "$(lsattr -d "basic/$name" | cut -d" " -f1 | tr -d e-)"; done; }
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply --allow immutable; show
permap undo run; show
chattr -i -a basic basic/directory basic/file
