# A mode that the way back passes through is somebody's change where no undo has begun.
requires_root
requires_user_xattrs
mkdir tree && : >tree/file && chmod 0755 tree && chmod 0640 tree/file
permap convert tree --to mapped-xattr --host-owner 64055:64055 --apply --run run -q -o /dev/null
chmod 0640 tree/file
permap undo run; echo "status $?"
stat -c '%a %u:%g %n' tree/file
permap undo run --allow changed-since -q -o /dev/null; echo "status $?"
