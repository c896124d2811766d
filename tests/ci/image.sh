#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/ci/image.sh [--binary PATH]
#
# A disk image, mounted read-only through a loop device, against a baseline of the tree that it was
# made of: nothing changed. Then one file in the image is opened to all.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

requires_every_object
command -v mkfs.ext4 >/dev/null || skip 'no mkfs.ext4'
tree=$scratch/tree
longest_link=1000 # what mke2fs can write
make_every_object "$tree"
truncate -s 16M "$scratch/image"
mkfs.ext4 -q -O ^has_journal -E "root_owner=$(stat -c %u:%g "$tree")" -d "$tree" "$scratch/image" 2>"$scratch/log" || skip "$(cat "$scratch/log")"
mkdir "$scratch/mounted"
mount -o loop,ro "$scratch/image" "$scratch/mounted" 2>/dev/null || skip 'no loop devices'
# made by mke2fs, and in no tree: lost+found
"$PERMAP" snapshot "$tree" --model passthrough -o "$scratch/before"
"$PERMAP" check "$scratch/mounted" --model passthrough --baseline "$scratch/before" \
    --exclude ./lost+found --format ndjson -o "$scratch/found" || fail "$(cat "$scratch/found")"
umount "$scratch/mounted"
mount -o loop "$scratch/image" "$scratch/mounted"
chmod 0666 "$scratch/mounted/plain"
umount "$scratch/mounted"
mount -o loop,ro "$scratch/image" "$scratch/mounted"
status=0
"$PERMAP" check "$scratch/mounted" --model passthrough --baseline "$scratch/before" \
    --exclude ./lost+found --format ndjson -o "$scratch/found" || status=$?
umount "$scratch/mounted"
[[ $status -eq 1 ]] || fail "status $status"
grep '"rule":"mode-widened".*"path":"plain"' "$scratch/found" >/dev/null ||
    fail "$(cat "$scratch/found")"
end
