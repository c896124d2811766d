# The file of a run verifies a conversion: as applied, and as undone; somebody's change after it shows.
requires_root
requires_user_xattrs
special t && ln -s to t/link && permap convert t --to mapped-xattr --host-owner 64055:64056 --run run --apply -q -o /dev/null
permap check t --baseline run; echo "status $?"
setfattr -n user.virtfs.uid -v 0x00000000 t/fifo; permap check t --baseline run --format ndjson | grep '"finding"'
permap check t --baseline run --update; echo "status $?"
setfattr -n user.virtfs.uid -v 0xe8030000 t/fifo; permap undo run --allow device-node -q -o /dev/null; permap check t --baseline run -q | tail -n 2
