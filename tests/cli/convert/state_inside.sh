# The directory of locks and notes lies in the tree: refused before anything is written, unless it is another file system's.
requires_root
requires_user_xattrs
# shellcheck disable=SC2016 # the inner bash expands them
unshare --mount bash -c 'mkdir lib && mount --bind lib /var/lib && : >lib/file && permap convert lib --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null
    echo "status $?"; permap convert /var/lib --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null; echo "status $?"; ls -A . lib
    mkdir -p lib/permap && mount -t tmpfs -o mode=0700 tmpfs /var/lib/permap && permap convert /var/lib --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null
    echo "status $?"'
mkdir -m 0755 own keep && : >own/file && chown -R 65534:65534 own keep &&
    as_user 65534 env XDG_STATE_HOME="$PWD/own/state" permap convert own --to mapped-xattr --host-owner 65534:65534 --run keep/run -q -o /dev/null
echo "status $?" && ls own keep
as_user 65534 env XDG_STATE_HOME="$PWD/keep" permap convert own --to mapped-xattr --host-owner 65534:65534 --run keep/run -q -o /dev/null &&
    as_user 65534 env XDG_STATE_HOME="$PWD/own/state" permap apply keep/run -o /dev/null
echo "status $?" && ls own
