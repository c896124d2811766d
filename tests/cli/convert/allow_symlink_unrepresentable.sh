# Left as a file: an empty text and one with a NUL byte.
requires_root
requires_user_xattrs
mkdir t && : >t/empty && printf 'a\0b' >t/nul && printf 'a b' >t/good && for name in t/*; do setfattr -n user.virtfs.mode -v 0xffa10000 "$name"; done
blocked_by symlink-unrepresentable t --from mapped-xattr --to passthrough; stat -c '%F %s %n' t/*
