# Entries are found where they are now.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null && mv basic/link basic/private/moved && mv basic/directory/inner basic/top
permap undo run; facts_of basic
