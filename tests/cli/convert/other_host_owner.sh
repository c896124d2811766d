# From one QEMU user to another: mapped to mapped; what the guest sees stays.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null && getfattr -R -d -m - -e hex basic | sort >before
permap convert basic --from mapped-xattr --to mapped-xattr --host-owner 107:107 --run second --apply -q -o /dev/null
echo "status $?"; getfattr -R -d -m - -e hex basic | sort | diff before - && find basic ! -uid 107
