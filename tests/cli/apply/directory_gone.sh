# A directory that is gone since the plan, with what was in it, is left alone with leave.
requires_root
requires_user_xattrs
mkdir -p tree/directory/inner && : >tree/one && ln tree/one tree/directory/two && mkfifo tree/directory/pipe && ln tree/directory/pipe tree/pipe && chmod -R go=rX tree
permap convert tree --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null
rm -r tree/directory
permap apply run; echo "status $?"
permap apply run --allow changed-since; echo "status $?"
stat -c '%F %a %u:%g %n' tree/*
