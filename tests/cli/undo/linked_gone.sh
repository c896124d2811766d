# Names of an inode that are gone, alone or with their directory, keep no undo from completing.
requires_root
requires_user_xattrs
mkdir -p tree/directory && : >tree/file && ln tree/file tree/directory/file && mkfifo tree/pipe && ln tree/pipe tree/directory/pipe && mkfifo tree/one && ln tree/one tree/two && chmod 0755 tree tree/directory && chmod 0644 tree/file tree/pipe tree/one
permap convert tree --to mapped-xattr --host-owner 64055:64055 --apply --run run -q -o /dev/null
rm -r tree/directory tree/two
permap undo run; echo "status $?"
stat -c '%F %a %u:%g %n' tree/*
