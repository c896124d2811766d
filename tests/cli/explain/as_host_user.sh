# Each component that denies is named with its bit and the smallest command; group and owner decide
# before others do. setpriv asks the kernel the same.
requires_root
chmod 0755 . && mkdir -m 0750 t && mkdir -m 0755 t/in && echo hello >t/in/file && chmod 0640 t/in/file
chown 1000:1001 t t/in t/in/file && chmod 0047 t/in/file
explain() { # at a path whose length is always the same: lines break by it
    unshare --mount sh -c 'mount --bind . /mnt && cd /mnt && exec "$@"' sh "$PERMAP" explain "$@"
}
ask() { # UID:GIDS
    explain t/in/file --as "$1" | sed -n '/^  uid/,$p' | sed '/^Looked/,$d'
    setpriv --reuid "${1%%:*}" --regid "$(cut -d: -f2 <<<"$1")" --clear-groups test -r t/in/file &&
        echo 'the kernel: yes' || echo 'the kernel: no'
}
ask 2000:2000
ask 2000:1001
ask 1000:1000
