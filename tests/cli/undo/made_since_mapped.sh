# What brings entries made since to the old model also needs the ids of this run turned round, and a
# mapped model somebody who owns the files.
requires_root
requires_user_xattrs
mkdir tree && touch tree/file && chown -R 100000:100000 tree
permap convert tree --to mapped-xattr --host-owner 64055:64055 --map b:100000:0:65536 --apply --run run -q -o /dev/null
advice() { sed -n '/^Made since/,$p' | tr -s ' \n' '  '; echo; } # whatever its lines are
touch tree/new && permap undo run | advice
rm tree/new
permap convert tree --to mapped-xattr --host-owner 64055:64055 --apply --run there -q -o /dev/null
permap convert tree --from mapped-xattr --to passthrough --apply --run back -q -o /dev/null
touch tree/new && permap undo back | advice
