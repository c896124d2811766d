# A name of the server's that came after the plan is a name like any other where no files hold metadata.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null
cp /bin/true basic/.virtfs_metadata_root && setfattr -n user.virtfs.mode -v 0xed890000 basic/.virtfs_metadata_root
permap apply run -n -q; echo "status $?"
permap apply run; echo "status $?"
rm basic/.virtfs_metadata_root; permap apply run -q; echo "status $?"
