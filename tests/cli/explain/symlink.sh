# The permissions of a symbolic link say nothing of what it points to, for a user of the host and for
# one of the guest, who also takes a file for a link: the answer says so.
requires_root
mkdir -m 0755 t && echo secret >t/file && chmod 0600 t/file && ln -s file t/link
printf file >t/mapped && chmod 0600 t/mapped && setfattr -n user.virtfs.mode -v 0xffa10000 t/mapped
explain() { # at a path whose length is always the same: lines break by it
    unshare --mount sh -c 'mount --bind . /mnt && cd /mnt && exec "$@"' sh "$PERMAP" explain "$@" |
        sed -n '/ uid 1000/,$p' | sed '/^Looked/,$d'
}
explain t/link --as 1000
explain t/mapped --as-guest 1000 --model mapped-xattr
explain t/file --as 1000 | grep 'symbolic link' || echo 'no such note on a file'
