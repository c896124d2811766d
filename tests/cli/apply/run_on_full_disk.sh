# The disk of the run file is read-only or full: called what it is, by the file's name; to look at the run needs no write. A plan that does not
# fit leaves nothing in the way of the next.
requires_root
requires_user_xattrs
basic
# shellcheck disable=SC2016 # the inner bash expands them
unshare --mount bash -c 'mkdir dísk && mount -t tmpfs -o size=1m,mode=0700 tmpfs dísk && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run dísk/r%41 -q -o /dev/null
    look() { permap status dísk/r%41 | grep state; permap apply dísk/r%41 -n | grep "would change"; }
    mount -o remount,ro dísk; look; for verb in apply undo; do permap $verb dísk/r%41 -o /dev/null; echo "status $?"; done
    mount -o remount,rw dísk; dd if=/dev/zero of=dísk/filler bs=4k status=none 2>/dev/null; look
    for verb in apply undo; do permap $verb dísk/r%41 -o /dev/null; echo "status $?"; done; rm dísk/r%41*
    for attempt in 1 2; do permap convert basic --to mapped-xattr --host-owner 64055:64055 --run dísk/r%41 -q -o /dev/null; echo "status $?"; ls dísk; done; rm dísk/filler
    permap convert basic --to mapped-xattr --host-owner 64055:64055 --run dísk/r%41 -q -o no/such/report; echo "status $?"; ls dísk'
