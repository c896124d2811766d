# What would become real again needs --allow; nothing is written without.
requires_mknod
requires_user_xattrs
leaks && special leaks/special && permap convert leaks --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null && facts_of leaks >converted
permap undo run; echo "status $?"
facts_of leaks | cmp - converted
permap undo run --allow device-node,setuid-file,setgid-file
