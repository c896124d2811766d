#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/ci/root_tar.sh [--binary PATH]
#
# A tree of every kind of object with odd names, in a tar of GNU tar and of bsdtar: the snapshot of
# the tar is that of the tree, and check finds the same in both. And what no tar should have.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

requires_every_object
command -v bsdtar >/dev/null || skip 'no bsdtar'

tree=$scratch/tree
make_every_object "$tree"
python3 -IS - "$tree" <<'PYTHON'
import os
import sys

root = os.fsencode(sys.argv[1])
names = [bytes([byte]) + b"-odd" for byte in range(1, 256) if byte != 0x2F]
names += [b" lead", b"trail ", b"-rf", b"n" * 255, b"...", "\u202eoddly".encode()]
for name in names:
    os.close(os.open(os.path.join(root, name), os.O_CREAT | os.O_WRONLY, 0o640))
os.makedirs(os.path.join(root, *[b"d" * 100] * 5))
PYTHON
# No tar holds sockets, or keeps that two names are one fifo or device.
find "$tree" -type s -delete
rm "$tree/sticky/fifo-again" "$tree/with-acl/linked-device"
setfacl -m u:1234:r,g:4321:rw,m::r "$tree/plain"

entries() { grep '"entry"' "$1" | sed -E 's/"(inode|birth)":[^,}]*,?//g'; }
"$PERMAP" snapshot "$tree" --model passthrough --format ndjson -o "$scratch/of-tree"

tar -C "$tree" --format=posix --numeric-owner --acls --xattrs --xattrs-include='*' -cf "$scratch/gnu.tar" .
# it complains about names that are not UTF-8, and keeps them
bsdtar -C "$tree" --format=pax --numeric-owner --acls --xattrs -cf "$scratch/bsd.tar" . 2>/dev/null
gzip -k "$scratch/gnu.tar"
zstd -q "$scratch/bsd.tar" 2>/dev/null || cp "$scratch/bsd.tar" "$scratch/bsd.tar.zst"
for tar in gnu.tar bsd.tar gnu.tar.gz bsd.tar.zst; do
    "$PERMAP" snapshot --root-tar "$scratch/$tar" --model passthrough --format ndjson \
        -o "$scratch/of-tar" || fail "snapshot of $tar"
    if ! diff <(entries "$scratch/of-tree") <(entries "$scratch/of-tar") >"$scratch/log"; then
        fail "$tar: $(head -n 10 "$scratch/log")"
    fi
    "$PERMAP" check --root-tar "$scratch/$tar" --model passthrough --baseline "$scratch/of-tree" \
        -q >"$scratch/log" || fail "check of $tar: $(cat "$scratch/log")"
done

# What a policy and the rules find in the tree, they find in the tar.
printf 'audit = true\n[rules]\nhard-link-outside = "off"\n[[expect]]\npath = "*"\nmode-forbidden = "7022"\n' \
    >"$scratch/policy.toml"
found() { # FILE: rules and paths of single entries
    grep '"finding"' "$1" | grep -E '"rule":"(policy-mode|world-writable|setuid|setgid|device|file-cap)' |
        sed -E 's/.*"rule":"([^"]*)".*"path":("[^"]*").*/\1 \2/' | sort
}
"$PERMAP" check "$tree" --model passthrough --policy "$scratch/policy.toml" --format ndjson \
    -o "$scratch/tree-found" || true
"$PERMAP" check --root-tar "$scratch/gnu.tar" --model passthrough --policy "$scratch/policy.toml" \
    --format ndjson -o "$scratch/tar-found" || true
[[ -n $(found "$scratch/tree-found") ]] || fail 'nothing was found in the tree'
diff <(found "$scratch/tree-found") <(found "$scratch/tar-found") >"$scratch/log" ||
    fail "found otherwise in the tar: $(cat "$scratch/log")"

# Absolute names are below the root, of two members the last counts, and what leads out is left out.
python3 -IS - "$scratch/odd.tar" <<'PYTHON'
import sys
import tarfile

with tarfile.open(sys.argv[1], "w", format=tarfile.PAX_FORMAT) as tar:
    for name, mode in (("/etc/abs", 0o644), ("twice", 0o600), ("./twice", 0o640), ("a/../../out", 0o666)):
        member = tarfile.TarInfo(name)
        member.mode = mode
        tar.addfile(member)
PYTHON
status=0
"$PERMAP" snapshot --root-tar "$scratch/odd.tar" --format ndjson -o "$scratch/odd" 2>"$scratch/log" ||
    status=$?
[[ $status -eq 3 ]] || fail "status $status for a name that leads out"
paths=$(grep '"entry"' "$scratch/odd" | sed -E 's/.*"path":"([^"]*)".*"mode":"([^"]*)".*/\1 \2/')
[[ $paths == $'twice 0640\netc/abs 0644' ]] || fail "read '$paths'"
grep "out': its name is empty or leads out" "$scratch/log" >/dev/null || fail "$(cat "$scratch/log")"

# No tar, half a tar.
head -c 5000 "$scratch/gnu.tar" >"$scratch/half.tar"
for tar in half.tar of-tree nowhere; do
    status=0
    "$PERMAP" snapshot --root-tar "$scratch/$tar" -o /dev/null 2>"$scratch/log" || status=$?
    [[ $status -eq 2 ]] || fail "$tar: status $status, $(cat "$scratch/log")"
done
end
