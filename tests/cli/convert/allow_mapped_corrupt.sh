# The host's value is taken.
requires_root
requires_user_xattrs
mkdir t && : >t/short && chmod 0640 t/short && chown 1000:1000 t/short && setfattr -n user.virtfs.uid -v 0xe8 t/short && setfattr -n user.virtfs.gid -v 0x07000000 t/short
blocked_by mapped-corrupt t --from mapped-xattr --to passthrough; stat -c '%u %g %a' t/short
