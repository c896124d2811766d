# What can be wrong with metadata files; nothing there is followed or opened but regular files.
requires_root
mkdir -m 0700 t t/.virtfs_metadata t/bare && cd t && touch linked fine open corrupt folder bare/x && ln linked name
for file in linked name fine open corrupt bare; do echo "virtfs.uid=1" > .virtfs_metadata/$file; done
printf 'virtfs.uid=2\nvirtfs.gid=2\nvirtfs.mode=33188\n' > .virtfs_metadata/fine
printf 'virtfs.uid=2\nvirtfs.gid=2\nvirtfs.mode=0x81a4\n' > .virtfs_metadata/corrupt
mkdir .virtfs_metadata/folder && mkfifo .virtfs_metadata/fifo
chmod 0600 .virtfs_metadata/* linked fine open corrupt folder bare/x && chmod 0700 . bare && chmod 0666 .virtfs_metadata/open
ln -s /etc/passwd .virtfs_metadata/gone # after chmod, which would follow it
cd .. && permap scan t --model mapped-file --fail-on none
