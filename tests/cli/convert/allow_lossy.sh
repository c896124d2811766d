# A stand-in with contents is left as a file; they stay in it.
requires_root
requires_user_xattrs
mkdir t && printf 'secret' >t/fifo && : >t/good && for name in t/*; do setfattr -n user.virtfs.mode -v 0xa4110000 "$name"; done
blocked_by lossy t --from mapped-xattr --to passthrough; stat -c '%F %s %n' t/*
