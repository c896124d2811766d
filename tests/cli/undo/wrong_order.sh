# Two runs on one tree, undone in the wrong order: refused before anything is closed, and the right order works.
requires_root
requires_user_xattrs
basic && facts_of basic >before
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run a --apply -q -o /dev/null
permap convert basic --from mapped-xattr --to passthrough --run b --apply -q -o /dev/null && facts_of basic >both
permap undo a -o /dev/null
echo "status $?" && facts_of basic | diff both - && permap status basic && permap status a | grep state
permap undo b -q -o /dev/null && permap undo a -q -o /dev/null
echo "status $?" && facts_of basic | diff before -
# Of two runs the later one may be given up.
permap apply a -q -o /dev/null && permap convert basic --from mapped-xattr --to mapped-file --host-owner 64055:64055 --run c --apply -q -o /dev/null
permap undo a -q -o /dev/null
echo "status $?" && permap undo a -q -o /dev/null --allow changed-since
echo "status $?"
