# No metadata is written for an entry that is refused because of a name made since the plan.
requires_root
requires_user_xattrs
mkdir -p tree/directory outside && : >tree/one && chmod 0755 tree tree/directory && chmod 0644 tree/one
permap convert tree --to mapped-file --host-owner 64055:64055 --run run -q -o /dev/null
ln tree/one outside
permap apply run -q -o /dev/null; echo "status $?"
ls tree/.virtfs_metadata
stat -c '%a %u:%g %n' outside/one
permap apply run --allow hard-link-outside -q -o /dev/null; echo "status $?"
