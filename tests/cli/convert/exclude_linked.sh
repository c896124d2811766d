# One of two names of what must be replaced is left out: the other is converted, and linked again by undo.
requires_root
requires_user_xattrs
# shellcheck disable=SC2086 # two words
for names in "a.log b" "a b.log"; do
    set -- $names
    rm -rf tree run; mkdir tree && mkfifo tree/$1 && ln tree/$1 tree/$2 && chmod 0644 tree/$1 && chmod 0755 tree
    permap convert tree --to mapped-xattr --host-owner 64055:64055 --exclude '*.log' --allow hard-link-outside --apply --run run -q -o /dev/null; echo "status $?"
    (cd tree && stat -c '%F %a %u:%g %h %n' ./*)
    permap undo run -q -o /dev/null; echo "status $?"
    (cd tree && stat -c '%F %a %u:%g %h %n' ./*)
done
