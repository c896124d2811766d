# What the plan left out may be replaced or hold what was moved: the one stays as it is, the other is put back.
requires_root
requires_user_xattrs
mkdir tree && echo old >tree/left.log && echo moved >tree/file && chmod 0644 tree/*
permap convert tree --to mapped-xattr --host-owner 64055:64055 --exclude '*.log' --apply --run run -q -o /dev/null; echo "status $?"
rm tree/left.log && echo new >tree/left.log && permap undo run | grep -v Looked; echo "status $?"
permap apply run -q -o /dev/null; echo "status $?"
mv tree/file tree/left.log; permap undo run | grep -v Looked; echo "status $?"
stat -c '%a %u:%g %n' tree/*; cat tree/*; getfattr -R -d tree
