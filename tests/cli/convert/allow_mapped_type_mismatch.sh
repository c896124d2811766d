# The host's type is taken.
requires_root
requires_user_xattrs
mkdir -p t/directory && setfattr -n user.virtfs.mode -v 0xa4810000 t/directory && setfattr -n user.virtfs.uid -v 0x07000000 t/directory && chmod 0750 t/directory
blocked_by mapped-type-mismatch t --from mapped-xattr --to passthrough; stat -c '%u %a %F' t/directory
