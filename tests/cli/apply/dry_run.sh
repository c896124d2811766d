requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null && facts_of basic >before && permap apply run --dry-run
facts_of basic | cmp - before
