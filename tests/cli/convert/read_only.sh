# Nothing could be changed, so the run is as it was planned.
requires_root
requires_user_xattrs
basic && unshare --mount bash -c 'mount --bind basic basic && mount -o remount,ro,bind basic &&
    permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null 2>/dev/null'
echo "status $?"; permap status run | grep state
