# A snapshot of the tree in the tree has the inodes of its rows and is none of them; nor is a mount that shows what was moved.
requires_root
# shellcheck disable=SC2016 # the inner bash expands them
on_image mkfs.btrfs -q -m single -- '
    btrfs subvolume create mnt/tree >/dev/null && mkdir mnt/tree/sub mnt/tree/alias && : >mnt/tree/sub/file && chmod -R u=rwX,go=rX mnt/tree
    for level in jail dirfd; do
        mount --bind mnt/tree/sub mnt/tree/alias
        permap convert mnt/tree --from passthrough --to mapped-xattr --host-owner 64055:64055 --apply --run $level --safety $level -q -o /dev/null; echo "status $?"
        btrfs subvolume snapshot mnt/tree mnt/tree/sub/snap-$level >/dev/null && mv mnt/tree/sub mnt/tree/moved
        permap undo $level --safety $level >said; echo "status $?"; sed "/^Made since/,\$d" said # what follows is wrapped by the length of a path
        umount mnt/tree/alias && mv mnt/tree/moved mnt/tree/sub
        (cd mnt/tree && stat -c "%a %u:%g %n" . sub sub/file sub/snap-$level/sub/file; getfattr -R -d sub/file sub/snap-$level/sub/file)
    done'
