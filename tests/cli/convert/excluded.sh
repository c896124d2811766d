requires_root
requires_user_xattrs
hardlinks && permap convert hardlinks --to mapped-xattr --host-owner 64055:64055 --run run --apply --exclude leaving
stat -c '%u %a %n' hardlinks/leaving hardlinks/first
