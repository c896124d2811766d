# Made real; and taken back only with the same word.
requires_mknod
requires_user_xattrs
mkdir t && : >t/x && setfattr -n user.virtfs.mode -v 0xed850000 t/x && setfattr -n user.virtfs.rdev -v 0x0301000000000000 t/x
blocked_by setgid-file t --from mapped-xattr --to passthrough; stat -c '%F %a' t/x
permap convert t --from passthrough --to mapped-xattr --host-owner 64055:64055 --run back --apply -q -o /dev/null; permap undo back -q; echo "status $?"
permap undo back -q --allow setgid-file; stat -c '%F %a' t/x
