# Somebody made a directory for metadata in the root since the plan: the root is closed, nothing below is touched.
requires_root
basic && permap convert basic --to mapped-file --host-owner 64055:64055 --run run -q -o /dev/null
mkdir basic/.virtfs_metadata && chown 1000:1000 basic/.virtfs_metadata
permap apply run -n -q; echo "status $?"
permap apply run; echo "status $?"
stat -c '%u %a' basic basic/file basic/.virtfs_metadata
rmdir basic/.virtfs_metadata && permap apply run -q; echo "status $?"
