# The disk of the run file is read-only or full: called what it is, by the file's name; to look at the run needs no write. A plan that does not
# fit leaves nothing in the way of the next.
requires_root
requires_user_xattrs
basic
# shellcheck disable=SC2016 # the inner bash expands them
unshare --mount bash -c 'mkdir disk && mount -t tmpfs -o size=1m,mode=0700 tmpfs disk && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run disk/run -q -o /dev/null
    look() { permap status disk/run | grep state; permap apply disk/run -n | grep "would change"; }
    mount -o remount,ro disk; look; for verb in apply undo; do permap $verb disk/run -o /dev/null; echo "status $?"; done
    mount -o remount,rw disk; dd if=/dev/zero of=disk/filler bs=4k status=none 2>/dev/null; look
    for verb in apply undo; do permap $verb disk/run -o /dev/null; echo "status $?"; done; rm disk/run*
    for attempt in 1 2; do permap convert basic --to mapped-xattr --host-owner 64055:64055 --run disk/run -q -o /dev/null; echo "status $?"; ls disk; done; rm disk/filler
    permap convert basic --to mapped-xattr --host-owner 64055:64055 --run disk/run -q -o no/such/report; echo "status $?"; ls disk'
