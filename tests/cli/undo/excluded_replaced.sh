# What the plan left out and somebody replaced since was made since; what was moved into it is put back.
requires_root
requires_user_xattrs
mkdir tree tree/cache && echo old >tree/left.log && echo moved >tree/file && echo over >tree/other && chmod 0644 tree/left.log tree/file tree/other && chmod 0755 tree tree/cache
permap convert tree --to mapped-xattr --host-owner 64055:64055 --exclude '*.log' --exclude cache --apply --run run -q -o /dev/null; echo "status $?"
rm -r tree/cache tree/left.log && mkdir tree/cache && mv tree/file tree/cache/ && mv tree/other tree/left.log
permap undo run >said; echo "status $?"; sed "/^Made since/,\$d" said # what follows is wrapped by the length of a path
stat -c '%a %u:%g %n' tree/* tree/cache/*; getfattr -R -d tree
