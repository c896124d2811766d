# A passthrough share without nosuid or nodev; not with both, not a mapped one. The commands do what they say.
requires_root
# shellcheck disable=SC2016 # the inner bash expands them
on_image mkfs.ext4 -q -- 'ask() { permap scan "$@" --rule mount-options --format ndjson | grep "\"finding\"" || echo none; }
    mkdir -m 0755 mnt/part && mount -o remount,nodev mnt && ask mnt --model passthrough; ask mnt/part --model none; ask mnt --model mapped-xattr
    command() { ask "$1" --model passthrough | sed -E "s/.*\"command\":\"([^\"]*)\".*/\\1/" >command; bash command; ask "$1" --model passthrough; }
    echo "mended:"; command mnt/part; umount mnt/part; command mnt'
