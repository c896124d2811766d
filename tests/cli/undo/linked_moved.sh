# All names of one inode are found where they are now, and are one inode again.
requires_root
requires_user_xattrs
mkdir -p tree/directory tree/a && mkfifo tree/pipe && ln tree/pipe tree/pipe2 && mkfifo tree/a/same && ln tree/a/same tree/a/stays && : >tree/file && ln tree/file tree/directory/file && chmod 0755 tree tree/directory tree/a && chmod 0644 tree/pipe tree/a/same tree/file
permap convert tree --to mapped-xattr --host-owner 64055:64055 --apply --run run -q -o /dev/null
mv tree/pipe tree/pipe3 && mv tree/pipe2 tree/directory/pipe4 && mv tree/a/same tree/directory/same && mv tree/directory tree/moved
permap undo run; echo "status $?"
find tree -mindepth 1 -printf '%P %y %m %U:%G %n\n' | sort
for pair in pipe3:moved/pipe4 a/stays:moved/same file:moved/file; do
    [[ tree/${pair%:*} -ef tree/${pair#*:} ]] && echo "$pair: one inode"
done
