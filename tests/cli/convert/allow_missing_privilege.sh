# Root without CAP_MKNOD: the device is left unconverted, the rest is not.
requires_mknod
requires_user_xattrs
special t
permap() { setpriv --bounding-set -mknod --inh-caps -mknod "$PERMAP" "$@"; }
blocked_by missing-privilege t --to mapped-xattr --host-owner 64055:64055; stat -c '%F %u %n' t/*
