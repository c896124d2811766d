# What is too big for metadata came after the plan under its name: it is nobody's to remove.
requires_root
basic && permap convert basic --to mapped-file --host-owner 64055:64055 --run run -q -o /dev/null
head -c 100000 /dev/zero >basic/.virtfs_metadata_root
mkdir -m 0700 basic/directory/.virtfs_metadata && head -c 65537 /dev/zero >basic/directory/.virtfs_metadata/inner
permap apply run -n -q; echo "status $?"
permap apply run; echo "status $?"
stat -c %s basic/.virtfs_metadata_root basic/directory/.virtfs_metadata/inner
rm basic/.virtfs_metadata_root basic/directory/.virtfs_metadata/inner && permap apply run -q; echo "status $?"
