requires_root
requires_user_xattrs
basic && facts_of basic >before && permap convert basic --to mapped-xattr --host-owner 64055:64055
facts_of basic | cmp - before && ls
