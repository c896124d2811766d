# In the state directory; an empty one of our own.
requires_root
requires_user_xattrs
# shellcheck disable=SC2016 # the inner bash expands it
basic && mkdir -p /var/lib/permap && unshare --mount bash -c 'mount -t tmpfs -o mode=0700 tmpfs /var/lib/permap &&
    permap convert basic --to mapped-xattr --host-owner 64055:64055 --apply -q -o /dev/null && cd /var/lib/permap &&
    for run in *.run; do permap status "${run%.run}"; done'
