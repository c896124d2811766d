#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: [GUEST_ENTRIES=10000] tests/guest/share.sh [--long] [--binary PATH]
#
# A real Linux guest sees the same tree before and after a conversion: some 10,000 entries of this
# machine's /usr and /etc, every kind of object, odd names. Then its users work in the converted
# tree through a QEMU without privileges, and permap reads what they did as the guest shows it.
# shellcheck disable=SC2034,SC2154 # those who are sourced set and use the rest
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"
source "$here/../guest/guest.sh"
source "$here/../guest/real_entries.sh"
requires_every_object
requires_guest

tree=$scratch/tree
mkdir -m 0755 "$tree"
copy_real_entries "$tree" "${GUEST_ENTRIES:-10000}"
make_every_object "$tree/objects"
make_odd_names "$tree/odd"
settle "$tree"
add_program setfacl
cp "$guest_tools/work.sh" "$initramfs_tree/"
make_initramfs virtio_pci virtio_console 9pnet_virtio 9p

# Looking with a cache: nothing changes meanwhile, and it saves a third of the messages. Working
# without one, so that every step is the server's.
look="$mount_share,posixacl,cache=loose share /mnt"
cat >"$scratch/look" <<END
$look && list_tree /mnt
END
cat >"$scratch/look_and_work" <<END
set -e
$look && echo '@@ seen' && list_tree /mnt && umount /mnt
$mount_share,posixacl share /mnt && echo '@@ work' && sh -e /work.sh /mnt/work /mnt/objects
umount /mnt
$look && echo '@@ worked/work' && list_tree /mnt/work
echo '@@ worked/objects' && list_tree /mnt/objects
END

# Before: the guest of a passthrough share sees what the host sees.
"$list_tree" "$tree" >"$scratch/list.host"
printf '%d entries\n' "$(wc -l <"$scratch/list.host")"
mapfile -t share < <(share_arguments "$tree" passthrough)
run_guest before "$scratch/look" "${share[@]}"
same "$scratch/list.host" "$scratch/before.out" 'what a guest sees under passthrough' || true

# After: the same, although QEMU has no privileges any more.
quietly() { # WANTED-STATUS ARGUMENTS...
    local wanted=$1 status
    shift
    status=$(permap_quietly "$scratch/log.$1" "$@")
    [[ $status -eq $wanted ]] ||
        fail "permap $1 ends with $status, not $wanted: $(tail -n 12 "$scratch/log.$1")"
}
quietly 0 convert "$tree" --from passthrough --to mapped-xattr --host-owner 64055:64056 \
    --run "$scratch/run" --apply
qemu_user=64055:64056
mapfile -t share < <(share_arguments "$tree" mapped-xattr)
run_guest after "$scratch/look_and_work" "${share[@]}"
section() { # NAME
    awk -v name="$1" '/^@@ /{ shown = $2 == name; next } shown' "$scratch/after.out"
}
section seen >"$scratch/list.seen"
section worked/work >"$scratch/list.work"
section worked/objects >"$scratch/list.objects"
same "$scratch/list.host" "$scratch/list.seen" 'what a guest sees under mapped-xattr' || true

printf 'the guest made %d entries\n' "$(wc -l <"$scratch/list.work")"
grep -E '^disk 060660 0:6 259:70000 ' "$scratch/list.work" >/dev/null ||
    fail 'the guest did not do what it was to do'

# What the guest did: permap reads it as the guest shows it. There is nothing that it would have
# written otherwise, and it comes out as real objects in the end.
odd=$(find "$tree" \( ! -uid 64055 -o ! -type f ! -type d \) -printf '%P\n' | head -n 3)
[[ -z $odd ]] || fail "not made by the QEMU user: $odd"
quietly 0 convert "$tree" --from mapped-xattr --to mapped-xattr --host-owner 64055:64056
grep -F ' 0 entries would change' "$scratch/log.convert" >/dev/null ||
    fail "permap would write otherwise what the guest wrote: $(tail -n 12 "$scratch/log.convert")"
quietly 0 convert "$tree" --from mapped-xattr --to passthrough --allow "$allow_real" \
    --run "$scratch/run.away" --apply
for directory in work objects; do
    "$list_tree" "$tree/$directory" >"$scratch/list.away"
    same "$scratch/list.$directory" "$scratch/list.away" "$directory, real after a guest's work" || true
done
end
