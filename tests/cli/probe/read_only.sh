requires_root
mkdir bound && unshare --mount bash -c 'mount -t tmpfs tmpfs bound && mount -o remount,ro,bind bound &&
    permap probe bound | grep -E "is on|fit for|note|fix|mounted"; mount -o remount,rw,bind bound; mount -o remount,ro bound;
    permap probe bound | grep -E "fit for|note|fix"'
