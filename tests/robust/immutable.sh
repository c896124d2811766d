#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/immutable.sh [--long] [--binary PATH]
#
# A tree with immutable and append-only objects on an ext4 of its own, its root among them:
# converted with --allow immutable, undone, killed before each writing call and with each of them
# failing. Whatever happened in between, the flags end as they were.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_root
requires_strace
[[ -n ${PERMAP_IN_NAMESPACE:-} ]] || skip 'needs a mount namespace'

truncate -s 64M "$scratch/image"
mkfs.ext4 -q "$scratch/image" 2>/dev/null || skip 'needs mkfs.ext4'
mkdir "$scratch/ext4"
mount -o loop,user_xattr "$scratch/image" "$scratch/ext4" 2>/dev/null || skip 'needs loop devices'
chmod 0755 "$scratch/ext4"

tree=$scratch/ext4/original
mkdir -m 0755 "$tree" "$tree/closed" "$tree/log"
printf 'ice' >"$tree/frozen"
printf 'line' >"$tree/log/journal"
printf 'plain' >"$tree/closed/plain"
ln -s plain "$tree/closed/link"
ln "$tree/frozen" "$tree/closed/second name"
chown -hR 1000:1000 "$tree"
chmod 0400 "$tree/frozen"
settle "$tree"
chattr +i "$tree/frozen" "$tree/closed" 2>/dev/null || skip 'needs immutable files'
chattr +a "$tree/log" "$tree/log/journal"
chattr +i "$tree"

for what in kill errno; do
    words=()
    [[ $long == no ]] || words+=(--long)
    stride=3
    [[ $long == no ]] || stride=1
    python3 -BESs "$here/sweep.py" --permap "$PERMAP" --original "$tree" --stride "$stride" \
        --scratch "$scratch/ext4" "${words[@]}" "$what" || failures=$((failures + 1))
done

# The sweeps compare with what an undisturbed run made; that it kept the flags is seen here.
run=$scratch/run
facts "$tree" >"$scratch/facts.before"
"$PERMAP" convert "$tree" --from passthrough --to mapped-xattr --host-owner 64055:64056 --run "$run" \
    --apply --allow immutable --quiet --output /dev/null
facts "$tree" >"$scratch/facts.converted"
for which in before converted; do
    [[ $(grep -c ' flags ' "$scratch/facts.$which") -eq 6 ]] || fail "$which: not six names with flags"
done
grep -q "'closed'.* 64055:64056 .*user.virtfs.uid=e8030000.* flags 10" "$scratch/facts.converted" ||
    fail 'an immutable directory was not converted'
"$PERMAP" undo "$run" --quiet --output /dev/null
facts "$tree" >"$scratch/facts.undone"
same "$scratch/facts.before" "$scratch/facts.undone" 'converted and undone' || true
end
