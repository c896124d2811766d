# Stays real; and taken back only with the same word.
requires_root
requires_user_xattrs
mkdir t && : >t/x
setcap cap_net_raw+ep t/x 2>/dev/null || skip 'needs file capabilities'
setfattr -n user.virtfs.uid -v 0x07000000 t/x
blocked_by file-capability t --from mapped-xattr --to passthrough; getcap t/x
permap convert t --from passthrough --to mapped-xattr --host-owner 64055:64055 --run back --apply -q -o /dev/null; permap undo back -q; echo "status $?"
permap undo back -q --allow file-capability; getcap t/x
