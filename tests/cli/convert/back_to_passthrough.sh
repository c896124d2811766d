# By converting, not by undoing: what would become real needs --allow.
requires_mknod
requires_user_xattrs
special && facts_of special >before && permap convert special --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null
permap convert special --from mapped-xattr --to passthrough --run back --apply; echo "status $?"
permap convert special --from mapped-xattr --to passthrough --run back --apply --allow device-node -q -o /dev/null
facts_of special | diff before -
