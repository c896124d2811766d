#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/real_tree.sh [--long] [--binary PATH]
#
# A tree as people have them: parts of /usr and /etc, with every kind of object thrown in, is
# scanned, converted, and undone; afterwards it is as before to the last bit. With --long all of
# /usr/share and /usr/lib.
# shellcheck disable=SC2154 # setting.sh and sweep.sh set what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object

tree=$scratch/tree
mkdir "$tree"
parts=(/usr/bin /usr/sbin /etc/alternatives /usr/share/zoneinfo /usr/share/terminfo /usr/share/doc)
if [[ $long == yes ]]; then
    parts+=(/usr/share /usr/lib)
fi
for part in "${parts[@]}"; do
    if [[ -d $part ]]; then
        mkdir -p "$tree$(dirname "$part")"
        # Links for contents: only names, owners, modes and attributes matter here, and hard links
        # within the copy stay what they are.
        cp -a --sparse=always "$part" "$tree$part"
    fi
done
make_every_object "$tree/objects"
setfacl -R -m u:1234:rX "$tree/usr/share/zoneinfo" 2>/dev/null || true
chmod 4755 "$tree/usr/bin/env"
find "$tree" -depth -type d -newermt '-1 hour' -execdir touch -h -d @1000000000 {} +

entries=$(find "$tree" -printf x | wc -c)
facts "$tree" >"$scratch/facts.original"

# status COMMAND EXPECTED...: runs permap with its output in a log.
expect() { # STATUS ARGUMENTS...
    local wanted=$1 status started=$EPOCHREALTIME
    shift
    status=$(permap_quietly "$scratch/log.$1" "$@")
    [[ $status -eq $wanted ]] ||
        fail "permap $1 ends with $status, not $wanted: $(tail -n 12 "$scratch/log.$1")"
    printf 'permap %s: %s s\n' "$1" "$(bc <<<"scale=2; ($EPOCHREALTIME - $started) / 1")"
}

printf '%d entries, of which %d symlinks, %d set-id files\n' "$entries" \
    "$(find "$tree" -type l -printf x | wc -c)" \
    "$(find "$tree" -type f -perm /6000 -printf x | wc -c)"
expect 1 scan "$tree"
facts "$tree" >"$scratch/facts.now"
same "$scratch/facts.original" "$scratch/facts.now" 'after scan' || true
expect 0 convert "$tree" --from passthrough --to mapped-xattr --host-owner 64055:64056 \
    --run "$scratch/run" --apply
odd=$(find "$tree" ! -type f ! -type d -printf '%P\n' | head -n 3)
[[ -z $odd ]] || fail "not converted: $odd"
odd=$(find "$tree" \( ! -uid 64055 -o ! -gid 64056 \) -printf '%P\n' | head -n 3)
[[ -z $odd ]] || fail "not of the host owner: $odd"
odd=$(find "$tree" -perm /077 -printf '%P\n' | head -n 3)
[[ -z $odd ]] || fail "open to others: $odd"
expect 0 undo "$scratch/run" --allow "$allow_real"
facts "$tree" >"$scratch/facts.now"
same "$scratch/facts.original" "$scratch/facts.now" 'after undo' || true
end
