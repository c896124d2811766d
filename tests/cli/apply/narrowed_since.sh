# A mode that a run only passes through is somebody's change where the run has not begun, and once
# refused it stays so.
requires_root
requires_user_xattrs
mkdir -p tree/directory && : >tree/file && ln tree/file tree/same && : >tree/owner && chmod 0755 tree tree/directory && chmod 0644 tree/file tree/owner
permap convert tree --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null
chmod 0600 tree/file && chmod 0700 tree/directory tree && chown 64055:64055 tree/owner && chmod 0600 tree/owner
permap apply run; echo "status $?"
permap apply run -q -o /dev/null; echo "status $?"
permap undo run -q -o /dev/null; echo "status $?"
stat -c '%a %u:%g %n' tree tree/*
permap undo run --allow changed-since -q -o /dev/null; echo "status $?"
stat -c '%a %u:%g %n' tree tree/*
