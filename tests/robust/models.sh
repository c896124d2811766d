#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/models.sh [--long] [--binary PATH]
#
# Every model that keeps metadata on every kind of file system: a tree with every kind of object is
# converted to it, converted to it again with nothing left to change, and undone to the very same
# tree.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object
[[ -n ${PERMAP_IN_NAMESPACE:-} ]] || skip 'needs a mount namespace'

# Type and options of mkfs, size of the image in MiB (0: in memory), longest link.
file_systems=(
    'ext4 -q -b4096 -I256:64:4095'
    'ext4 -q -b4096 -I512:64:4095'
    'xfs -q:320:1023'
    'btrfs -q:128:4095'
    'tmpfs:0:4095'
)

# mount_new ROW DIR
mount_new() {
    local row=$1 command size
    command=${row%%:*}
    size=${row#*:}
    size=${size%%:*}
    mkdir "$2"
    if [[ $size -eq 0 ]]; then
        mount -t "$command" "$command" "$2"
        return
    fi
    truncate -s "${size}M" "$2.image"
    # shellcheck disable=SC2086 # a command and its options
    mkfs.$command "$2.image" >/dev/null
    mount -o loop "$2.image" "$2" 2>/dev/null || skip "cannot mount ${command%% *} from an image"
}

# convert FROM TO RUN ARGUMENTS...: to the summary of what it did.
convert() {
    local from=$1 to=$2 run=$3
    shift 3
    "$PERMAP" convert "$place/tree" --from "$from" --to "$to" --host-owner 64055:64056 \
        --run "$run" --apply --format ndjson "$@" >"$scratch/log" 2>&1 ||
        fail "$what, $from to $to: status $?: $(tail -n 3 "$scratch/log" | cut -c 1-300)"
    sed -nE 's/.*"type":"summary".*"(changed":[0-9]+).*/\1/p' "$scratch/log"
}

number=0
for row in "${file_systems[@]}"; do
    number=$((number + 1))
    place=$scratch/$number
    mount_new "$row" "$place"
    device='4095 1048574'
    [[ $row != xfs* ]] || device='511 262143' # fs/xfs: sysv_encode_dev
    largest_device=$device longest_link=${row##*:} make_every_object "$place/tree"
    facts "$place/tree" >"$scratch/original"
    for model in mapped-xattr mapped-file fake-super override-stat; do
        what="${row%%:*}, $model"
        done=$(convert passthrough "$model" "$scratch/run.$number.$model" --allow planted-metadata)
        [[ $done =~ [1-9] ]] || fail "$what: nothing changed"
        again=$(convert "$model" "$model" "$scratch/again.$number.$model" --allow "$allow_real")
        [[ $again == 'changed":0' ]] || fail "$what: again changes $again"
        "$PERMAP" undo "$scratch/run.$number.$model" --allow "$allow_real" >"$scratch/log" 2>&1 ||
            fail "$what: undo: status $?: $(tail -n 3 "$scratch/log" | cut -c 1-300)"
        facts "$place/tree" >"$scratch/now"
        same "$scratch/original" "$scratch/now" "$what, undone" || true
    done
    umount "$place"
done
end
