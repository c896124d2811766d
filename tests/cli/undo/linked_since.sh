# A name made since the conversion would get the old owner and mode back with the one in the run.
requires_root
requires_user_xattrs
mkdir tree outside && : >tree/one && chmod 0755 tree && chmod 0644 tree/one
permap convert tree --to mapped-xattr --host-owner 64055:64055 --apply --run run -q -o /dev/null
ln tree/one outside
permap undo run; echo "status $?"
stat -c '%a %u:%g %n' outside/one
permap undo run --allow hard-link-outside -q -o /dev/null; echo "status $?"
stat -c '%a %u:%g %n' outside/one
