# What the guest put in the place of a symbolic link was made since, as with regular files.
requires_root
requires_user_xattrs
mkdir tree && ln -s x tree/link && ln -s y tree/other && mkfifo tree/pipe && ln -s z tree/kept && chmod 0755 tree
permap convert tree --to mapped-xattr --host-owner 64055:64055 --apply --run run -q -o /dev/null
rm tree/link tree/other tree/pipe && mkdir -m 0700 tree/link && printf elsewhere >tree/other && printf data >tree/pipe && chmod 0600 tree/other tree/pipe
permap undo run >out; status=$?; tr -s "\n " " " <out; echo; echo "status $status" # lines break by the length of TMPDIR
permap status run | grep state
stat -c '%F %a %u:%g %n' tree/*
