#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/full_disk.sh [--long] [--binary PATH]
#
# No room: on the disk of the run file while planning, while applying and while undoing, and on the
# file system of the tree for one more block of attributes. Each time the status says so, and when
# there is room again, both ways out end right.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object
[[ -n ${PERMAP_IN_NAMESPACE:-} ]] || skip 'needs a mount namespace'

tree=$scratch/tree
small=$scratch/small
run=$small/run

# expect STATUS... -- ARGUMENTS...: permap ends with one of these, and says why unless it is 0.
expect() {
    local wanted=() status
    while [[ $1 != -- ]]; do
        wanted+=("$1")
        shift
    done
    shift
    status=$(permap_quietly "$scratch/log" "$@")
    if [[ " ${wanted[*]} " != *" $status "* ]]; then
        fail "permap $*: status $status instead of ${wanted[*]}: $(tail -n 5 "$scratch/log")"
    elif [[ $status -ne 0 && ! -s $scratch/log ]]; then
        fail "permap $*: status $status and no word about it"
    fi
}

# is_as WHICH WHAT
is_as() {
    facts "$tree" >"$scratch/facts.now"
    same "$scratch/facts.$1" "$scratch/facts.now" "$2" || true
}

fill() { # DIR: to the last byte
    dd if=/dev/zero of="$1/filler" bs=4k status=none 2>/dev/null || true
    dd if=/dev/zero of="$1/filler" bs=1 count=1 oflag=append conv=notrunc status=none 2>/dev/null ||
        true
}

# both_ways_out WHAT: from wherever the tree is now.
both_ways_out() {
    expect 0 -- apply "$run"
    is_as converted "$1, then apply"
    expect 0 -- undo "$run" --allow "$allow_real"
    is_as original "$1, then apply and undo"
}

new_run() {
    rm -f "$run"*
    plan "$tree" "$run" >"$scratch/log" 2>&1 || fail "cannot plan: $(<"$scratch/log")"
}

# prepare: the tree, what it looks like before and after, and a small disk for the run file.
prepare() {
    make_every_object "$tree"
    # enough for a run file of several hundred KiB
    mkdir "$tree/many"
    (cd "$tree/many" && seq -f "$(printf 'n%.0s' {1..200})%g" 2000 | xargs touch)
    settle "$tree"
    mkdir "$small"
    mount -t tmpfs -o size=4m,mode=0700 tmpfs "$small"
    facts "$tree" >"$scratch/facts.original"
    new_run
    expect 0 -- apply "$run"
    facts "$tree" >"$scratch/facts.converted"
    expect 0 -- undo "$run" --allow "$allow_real"
    is_as original 'an undisturbed undo'
}

planning_without_room() {
    rm -f "$run"*
    dd if=/dev/zero of="$small/filler" bs=1k count=3990 status=none
    expect 2 3 -- convert "$tree" --from passthrough --to mapped-xattr --host-owner 64055:64056 \
        --run "$run" --apply
    is_as original 'planned without room for the run file'
    rm -f "$small/filler"
}

applying_without_room() {
    new_run
    fill "$small"
    expect 2 3 4 -- apply "$run"
    rm -f "$small/filler"
    both_ways_out 'applied without room for the run file'

    expect 0 -- apply "$run"
    fill "$small"
    expect 2 3 4 -- undo "$run" --allow "$allow_real"
    rm -f "$small/filler"
    expect 0 -- undo "$run" --allow "$allow_real"
    is_as original 'undone without room for the run file'
}

# On ext4 with small inodes the third attribute of an entry needs a block, and there is none.
tree_without_room() {
    local image=$scratch/image disk=$scratch/disk
    truncate -s 16M "$image"
    mkfs.ext4 -q -m 0 -I 256 -N 6000 -O ^has_journal "$image"
    mkdir "$disk"
    mount -o loop "$image" "$disk" 2>/dev/null || {
        printf 'without loop devices: the full ext4 is left out\n'
        return
    }
    rm "$tree/directory/longest" # longer than ext4 takes
    cp -a "$tree" "$disk/tree"
    tree=$disk/tree
    settle "$tree"
    facts "$tree" >"$scratch/facts.original"
    new_run
    expect 0 -- apply "$run"
    facts "$tree" >"$scratch/facts.converted"
    expect 0 -- undo "$run" --allow "$allow_real"
    new_run
    fill "$disk"
    expect 2 3 4 -- apply "$run"
    grep -a 'No space left on device' "$scratch/log" >/dev/null ||
        fail "a full disk is not called one: $(tail -n 5 "$scratch/log")"
    rm -f "$disk/filler"
    both_ways_out 'applied without room for attributes'

    new_run
    expect 0 -- apply "$run"
    fill "$disk"
    expect 0 2 3 4 -- undo "$run" --allow "$allow_real"
    rm -f "$disk/filler"
    expect 0 -- undo "$run" --allow "$allow_real"
    is_as original 'undone on a full disk'
    umount "$disk"
}

prepare
planning_without_room
applying_without_room
tree_without_room
umount "$small"
end
