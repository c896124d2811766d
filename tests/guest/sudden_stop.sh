#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/guest/sudden_stop.sh [--long] [--binary PATH]
#
# The machine that permap runs on stops suddenly: permap converts a tree on a virtual disk, the run
# file on it too, and what its kernel had not written yet is lost. Afterwards the disk is mounted
# elsewhere; the tree is closed and marked wherever it is half way, and apply and undo both end
# right, to the last bit. On ext4, xfs and btrfs, in two ways:
#
# - the QEMU in which permap converts and undoes is killed at a random moment: what the disk was
#   given is on it, what the guest's kernel still held is lost;
# - all that one conversion writes to the disk is recorded, and played back up to a random point; of
#   the writes after the last flush half are lost, as in the cache of a disk without power.
#
# A few moments normally, hundreds with --long. SEED=N repeats a run's choices for the second way;
# FILE_SYSTEMS='ext4 xfs' limits it to those.
# shellcheck disable=SC2034,SC2154 # those who are sourced set and use the rest
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"
source "$here/../guest/guest.sh"
requires_every_object
requires_guest

kills=1
replays=4
if [[ $long == yes ]]; then
    kills=40
    replays=150
fi
seed=${SEED:-$RANDOM}
RANDOM=$seed
printf 'SEED=%d\n' "$seed"

read -ra file_systems <<<"${FILE_SYSTEMS:-ext4 xfs btrfs}"
disk=$scratch/disk
mounted=$scratch/mounted
tree=$mounted/tree
run=$mounted/state/run
mkdir "$mounted"
# xfs, and ext4 with the small blocks of a small disk, take no longer links; xfs no larger devices.
longest_link=1023
largest_device='511 262143'

stop_children() {
    stop_guest
    umount "$mounted" 2>/dev/null || true
}

mount_disk() { # FILE-SYSTEM
    mount -t "$1" -o loop "$disk" "$mounted"
}

make_file_system() { # FILE-SYSTEM
    rm -f "$disk"
    truncate -s 320M "$disk"
    case $1 in
    ext4) mkfs.ext4 -q "$disk" ;;
    xfs) mkfs.xfs -q "$disk" ;;
    btrfs) mkfs.btrfs -q "$disk" ;;
    esac
}

# make_original FILE-SYSTEM: the disk with the tree and its plan, and what both ends look like.
make_original() {
    local copy
    make_file_system "$1"
    mount_disk "$1"
    mkdir -m 0755 "$tree" "$mounted/state"
    make_every_object "$tree/objects"
    for copy in {1..6}; do
        cp -a "$tree/objects" "$tree/copy$copy"
    done
    settle "$tree"
    plan "$tree" "$run" >"$scratch/log.plan" 2>&1 || fail "cannot plan: $(<"$scratch/log.plan")"
    facts "$tree" >"$scratch/facts.original"
    umount "$mounted"
    cp --sparse=always "$disk" "$scratch/disk.original"

    mount_disk "$1"
    expect_zero "$1" apply "$run"
    facts "$tree" >"$scratch/facts.converted"
    umount "$mounted"
}

expect_zero() { # WHERE ARGUMENTS...
    local where=$1 status
    shift
    status=$(permap_quietly "$scratch/log.$1" "$@")
    [[ $status -eq 0 ]] ||
        fail "$where: permap $1 ends with $status: $(tail -n 5 "$scratch/log.$1")"
}

# check_disk FILE-SYSTEM WAY-OUT WHERE: what the stop left, and where it can be taken from there.
check_disk() {
    local expected=$scratch/facts.converted words=(apply "$run") state
    if [[ $2 == undo ]]; then
        expected=$scratch/facts.original
        words=(undo "$run" --allow "$allow_real")
    fi
    if ! mount_disk "$1" 2>"$scratch/log.mount"; then
        fail "$3: $(<"$scratch/log.mount")"
        return
    fi
    check_half_way "$3"
    expect_zero "$3" "${words[@]}"
    facts "$tree" >"$scratch/facts.now"
    same "$expected" "$scratch/facts.now" "$3, then $2" || true
    umount "$mounted"
}

below_root() {
    grep -av "^b'\.' " "$1"
}

# check_half_way WHERE: counts what was found in $found.
check_half_way() {
    facts "$tree" >"$scratch/facts.found"
    if cmp -s <(below_root "$scratch/facts.found") <(below_root "$scratch/facts.original"); then
        found[old]=$((${found[old]:-0} + 1))
    elif cmp -s <(below_root "$scratch/facts.found") <(below_root "$scratch/facts.converted"); then
        found[new]=$((${found[new]:-0} + 1))
    else
        found[half]=$((${found[half]:-0} + 1))
        [[ $(stat -c '%u %a' "$tree") == '0 700' ]] ||
            fail "$1: half way, and the root is open: $(stat -c '%u:%g %a' "$tree")"
        getfattr -n trusted.permap.run "$tree" >/dev/null 2>&1 ||
            fail "$1: half way, and the root bears no mark"
    fi
}

ways_out=(apply undo)

# kill_guest FILE-SYSTEM NUMBER
kill_guest() {
    local delay
    cp --sparse=always "$scratch/disk.original" "$disk"
    start_guest "$1-kill" "$scratch/convert_and_undo" -drive "file=$disk,format=raw,if=virtio"
    wait_for_output "$1-kill" converting
    # One conversion or undoing takes about a second.
    delay=$((RANDOM % 3000))
    sleep "$((delay / 1000)).$(printf '%03d' $((delay % 1000)))"
    stop_guest
    if grep -F guest-status "$scratch/$1-kill.out" >/dev/null; then
        fail "guest $1-kill ended by itself: $(tail -n 5 "$scratch/$1-kill.out")"
    fi
    check_disk "$1" "${ways_out[$2 % 2]}" "$1 killed after $delay ms"
}

# replay FILE-SYSTEM NUMBER: a random point of the recorded writes.
replay() {
    local point=$(((RANDOM * 32768 + RANDOM) % (entries + 1))) choice=$((1 + RANDOM))
    cp --sparse=always "$scratch/disk.original" "$disk"
    "$guest_tools/replay_writes.py" "$scratch/writes" "$disk" "$point" "$choice"
    check_disk "$1" "${ways_out[$2 % 2]}" "$1 after $point of $entries writes, choice $choice"
}

record() { # FILE-SYSTEM
    cp --sparse=always "$scratch/disk.original" "$disk"
    : >"$scratch/writes"
    run_guest "$1-record" "$scratch/convert_once" -drive \
        "driver=blklogwrites,file.driver=file,file.filename=$disk,log.driver=file,log.filename=$scratch/writes,if=virtio"
    entries=$("$guest_tools/replay_writes.py" "$scratch/writes" count)
}

# At the same place as here: the plan names it.
mount_there="mkdir -p $mounted && mount /dev/vda $mounted"
cat >"$scratch/convert_and_undo" <<END
$mount_there && echo converting &&
    while permap apply $run && permap undo $run --allow $allow_real; do echo again; done
END
cat >"$scratch/convert_once" <<END
$mount_there && permap apply $run && umount $mounted
END

strip -o "$scratch/permap.stripped" "$PERMAP"
mv "$scratch/permap.stripped" "$scratch/permap"
add_program "$PERMAP"
for file_system in "${file_systems[@]}"; do
    make_initramfs virtio_pci virtio_console virtio_blk crc32c_generic "$file_system"
    declare -A found=()
    make_original "$file_system"
    for ((i = 0; i < kills; i++)); do
        kill_guest "$file_system" "$i"
    done
    record "$file_system"
    for ((i = 0; i < replays; i++)); do
        replay "$file_system" "$i"
    done
    printf '%s: %d stops; found %d times the old tree, %d the new one, %d half way\n' "$file_system" \
        $((kills + replays)) "${found[old]:-0}" "${found[new]:-0}" "${found[half]:-0}"
done
end
