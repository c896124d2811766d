# Undo asks for all that a conversion to the same state would ask for.
requires_root
requires_user_xattrs
mkdir t && : >t/both && chmod 4755 t/both
setcap cap_net_raw+ep t/both 2>/dev/null || skip 'needs file capabilities'
permap convert t --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null
permap undo run --allow setuid-file --format ndjson | jq -r 'select(.rule).rule'; getcap t/both
permap undo run -q --allow setuid-file,file-capability; stat -c '%a %u' t/both; getcap t/both
# What becomes root's again.
mkdir m && : >m/setuid && chmod 4755 m/setuid
permap convert m --from passthrough --to passthrough --map b:0:100000:65536 --run mapped --apply -q -o /dev/null; stat -c '%a %u' m/setuid
permap undo mapped --format ndjson | jq -r 'select(.rule).rule'; stat -c '%a %u' m/setuid
permap undo mapped -q --allow setuid-file; stat -c '%a %u' m/setuid
