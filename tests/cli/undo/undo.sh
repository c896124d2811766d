requires_root
requires_user_xattrs
hardlinks && rm hardlinks/leaving && facts_of hardlinks >before
permap convert hardlinks --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null && permap undo run
facts_of hardlinks | diff before -
