# A mount below a passthrough share without the options is named, too, and the command for the root does not hide it.
requires_root
# shellcheck disable=SC2016 # the inner bash expands them
on_image mkfs.ext4 -q -- 'ask() { permap scan mnt/part --cross-device --model passthrough --rule mount-options --format ndjson | sed -nE "s/.*\"message\":\"([^\"]*)\".*/\\1/p"; echo "-- end"; }
    mkdir -m 0755 mnt/part mnt/part/below && mount -t tmpfs tmpfs mnt/part/below && touch mnt/part/below/kept && ask
    ask | sed -nE "s/.*: (mount .*)/\\1/p" >commands && bash commands && ls mnt/part/below && ask
    umount -R mnt/part && umount mnt/part/below'
