# Nothing is left to do, stand-ins included.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null
permap convert basic --from mapped-xattr --to mapped-xattr --host-owner 64055:64055 --run second --apply | grep -E '^(Changed|Problems)'
