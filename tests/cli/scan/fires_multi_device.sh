# Once for each root: sub-volumes of a btrfs and a file system mounted below; not a bind mount of the same one.
requires_root
# shellcheck disable=SC2016 # the inner bash expands them
on_image mkfs.btrfs -q -- 'ask() { permap scan "$@" --rule multi-device,nested-mount --model passthrough --format ndjson | sed -nE "s/.*\"rule\":\"([^\"]*)\".*\"path\":\"([^\"]*)\".*\"message\":\"([^\"]*)\".*/\\1 \\2: \\3/p" | sort; echo "-- $*"; }
    chmod 0755 mnt && mkdir -p mnt/same mnt/bound mnt/plain/b mnt/other && mount --bind mnt/same mnt/bound && ask mnt
    umount mnt/bound && btrfs subvolume create mnt/plain/b/one >/dev/null && btrfs subvolume create mnt/plain/a-two >/dev/null && ask mnt/plain
    mount -t tmpfs tmpfs mnt/other && ask mnt; ask mnt --safety dirfd; mkdir mnt/plain/b/one/in; ask mnt --cross-device; ask mnt/plain/b/one'
