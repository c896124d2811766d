# The names that servers of mapped-file hide are ordinary ones for all others: what was moved there is undone.
requires_root
requires_user_xattrs
basic && facts_of basic >before
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply -q
mv basic/directory basic/.virtfs_metadata_root && permap undo run -n -q; echo "status $?"
permap undo run -q; echo "status $?"
mv basic/.virtfs_metadata_root basic/directory && facts_of basic | cmp - before
