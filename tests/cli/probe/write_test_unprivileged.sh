# In a directory of one's own: what only root can try keeps the answer it had.
requires_root
requires_user_xattrs
mkdir own && chown 65534:65534 own
as_user 65534 permap probe own --write-test --safety dirfd | grep -E "(user|trusted|security) attributes|ACL|owners|devices, fifos|hard links|exchange|without a"; ls -A own
