# What was made since, also on inodes that the conversion freed, stays as it is, is named, and the undoing completes.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null && touch basic/new-{1..200} && mkdir basic/new-directory
permap undo run | grep -E '^(  left alone|Changed)'; permap status run | tail -n 1
