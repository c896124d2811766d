# Left as a file.
requires_root
requires_user_xattrs
mkdir t && printf '%04095d' 0 >t/longest && printf '%04096d' 0 >t/longer && chmod 0600 t/* && for name in t/*; do setfattr -n user.virtfs.mode -v 0xffa10000 "$name"; done
blocked_by symlink-too-long t --from mapped-xattr --to passthrough; stat -c '%F %s %n' t/*
