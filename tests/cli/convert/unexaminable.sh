# What cannot be examined cannot be converted safely.
requires_root
requires_user_xattrs
chown 65534 . && basic && as_user 65534 permap convert basic --to mapped-xattr --run run
echo "status $?"; ls
