# A blocker: named, nothing written, no run file left.
requires_root
requires_user_xattrs
hardlinks && permap convert hardlinks --to mapped-xattr --host-owner 64055:64055 --run run --apply
echo "status $?"; stat -c '%u %a %n' hardlinks/leaving
