# Under the root, not elsewhere; being rebuilt or read-only, not while it is only checked.
# shellcheck disable=SC2016 # the inner bash expands them
requires_root
export -f recorded_raid
on_image mkfs.ext4 -q -- 'for state in in_sync checking rebuilding read_only; do recorded_raid $state mnt $state && unshare --mount bash -c "
    mount --bind $state/sys /sys && { [[ ! -e /proc/mdstat ]] || mount --bind $state/proc/mdstat /proc/mdstat; } && permap scan mnt --model passthrough --rule raid-degraded --format ndjson" | grep \"finding\" || echo "$state: none"; done'
