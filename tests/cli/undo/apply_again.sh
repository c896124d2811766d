# What was undone can be applied again by the same run.
requires_mknod
requires_user_xattrs
special && permap convert special --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null && facts_of special >converted
permap undo run --allow device-node -q -o /dev/null && permap apply run -q -o /dev/null
echo "status $?"; facts_of special | diff converted -
