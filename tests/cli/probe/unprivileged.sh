# What only root can find out is said to be unknown.
requires_root
basic && chmod 0777 . && as_user 65534 permap probe basic --safety dirfd | grep -E 'trusted|jail' -A1
as_user 65534 permap probe basic/private; echo "status $?"
