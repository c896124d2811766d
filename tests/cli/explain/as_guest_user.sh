# What the guest's kernel decides with the view, and whom a new file belongs to.
requires_root
mkdir -m 0700 t && mkdir -m 0700 t/in && chown -R 64055:64056 t
for directory in t t/in; do
    setfattr -n user.virtfs.uid -v 0xe8030000 $directory
    setfattr -n user.virtfs.gid -v 0xe8030000 $directory
    setfattr -n user.virtfs.mode -v 0xed410000 $directory
done
explain() { # at a path whose length is always the same: lines break by it
    unshare --mount sh -c 'mount --bind . /mnt && cd /mnt && exec "$@"' sh "$PERMAP" explain "$@"
}
ask() {
    explain t/in --root t --model mapped-xattr --want w --host-owner 64055:64056 "$@" |
        sed -n '/^  guest uid/,$p' | sed '/^Looked/,$d'
}
ask --as-guest 1000:1000
ask --as-guest 1001
ask --as-guest 1000 --access any
ask --as-guest 1000 --access 1001
