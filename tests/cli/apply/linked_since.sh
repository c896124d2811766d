# A name outside the tree, made since the plan, would change with the one inside.
requires_root
requires_user_xattrs
mkdir tree outside && : >tree/one && : >tree/two && ln tree/two tree/three && mkfifo tree/pipe && chmod 0755 tree && chmod 0644 tree/one tree/two tree/pipe
permap convert tree --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null
ln tree/one outside && ln tree/two outside && ln tree/pipe outside
permap apply run; echo "status $?"
stat -c '%a %u:%g %n' outside/*
permap apply run --allow hard-link-outside -q -o /dev/null; echo "status $?"
stat -c '%F %a %u:%g %n' outside/* tree/*
