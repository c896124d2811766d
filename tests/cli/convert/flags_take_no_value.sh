# What a variable that is not set leaves behind converts nothing.
requires_root
requires_user_xattrs
basic
for flag in --apply= --apply=2 --apply=true --dry-run=false; do permap convert basic --to mapped-xattr --host-owner 64055:64055 "$flag" -q -o /dev/null; echo "status $?"; done
stat -c %u:%g basic/file
permap scan basic -- --sort=2 2>&1 | sed 1q
