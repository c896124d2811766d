# Goes on. The recorded /sys of another machine is mounted over this one for these commands alone.
# shellcheck disable=SC2016 # the inner bash expands them
requires_root
export -f recorded_raid blocked_by facts_of basic file directory settle
on_image mkfs.ext4 -q -- 'recorded_raid host mnt rebuilding && basic mnt/tree && mount --bind host/sys /sys && { [[ ! -e /proc/mdstat ]] || mount --bind host/proc/mdstat /proc/mdstat; } &&
    blocked_by raid-degraded mnt/tree --to mapped-xattr --host-owner 64055:64055
    permap undo third -q -o /dev/null; echo "undo: status $?"; permap undo third -q -o /dev/null --allow raid-degraded; echo "allowed: status $?"; facts_of mnt/tree | cmp - before'
