# What only root can see of running servers is said: by name alone, and with /proc mounted hidepid.
requires_root
mkdir -p host/proc && export -f as_user
# The leak sanitizer looks for its own process in /proc, which is another namespace's here.
export ASAN_OPTIONS=detect_leaks=0
# shellcheck disable=SC2016 # the inner bash expands it
unshare --mount --pid --fork bash -c 'mount -t proc proc host/proc
    permap shares --host-files host; echo "root: $?"
    as_user 65534 permap shares --host-files host; echo "by name: $?"
    as_user 65534 permap shares --host-files host --emit qemu; echo "emit: $?"
    for how in 1 2; do
        mount -o remount,hidepid=$how host/proc && as_user 65534 permap shares --host-files host
        echo "hidepid $how: $?"
    done'
