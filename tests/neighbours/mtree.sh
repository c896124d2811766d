#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/neighbours/mtree.sh [--binary PATH]
#
# mtree(5) as libarchive and NetBSD's mtree read it: on a tree with odd names, hard links, devices
# and everything else, both find in permap's snapshot what is on the disk, and miss nothing. And the
# other way round: permap check finds nothing changed since they wrote theirs, and what changed later.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

requires_every_object
for tool in bsdtar mtree; do
    command -v "$tool" >/dev/null || skip "no $tool"
done

tree=$scratch/tree
make_every_object "$tree"
python3 -IS - "$tree" <<'PYTHON'
import os
import sys

root = os.fsencode(sys.argv[1])
names = [bytes([byte]) + b"-odd" for byte in range(1, 256) if byte != 0x2F]
names += [b" lead", b"trail ", b"#", b"-rf", b"\\", b"\\101", b"a=b", b"n" * 255, b"/set"[1:], b"..."]
for name in names:
    os.close(os.open(os.path.join(root, name), os.O_CREAT | os.O_WRONLY, 0o640))
os.symlink(b"to\n \\x", os.path.join(root, b"odd link"))
PYTHON
# Names are patterns to NetBSD's mtree, in its own files too: '*-odd' swallows all the others.
rm "$tree"/[*?[]-odd

"$PERMAP" snapshot "$tree" --model passthrough --output "$scratch/manifest" || fail 'snapshot failed'

# NetBSD: compares the manifest with the disk.
if ! mtree -f "$scratch/manifest" -p "$tree" >"$scratch/log" 2>&1 || [[ -s $scratch/log ]]; then
    fail "NetBSD's mtree: $(head -n 5 "$scratch/log")"
fi
# That it looks at all: something that is not as the manifest says.
chmod 0641 "$tree/plain"
chown 7 "$tree/empty-file"
mtree -f "$scratch/manifest" -p "$tree" >"$scratch/log" 2>&1 && fail "NetBSD's mtree saw no change"
grep -E '^plain:' "$scratch/log" >/dev/null || fail "NetBSD's mtree: $(head -n 5 "$scratch/log")"
chmod 0644 "$tree/plain"
chown 1000 "$tree/empty-file"

# The entries of an archive: name, kind, mode, owner, link, device.
list() { # ARCHIVE >FILE
    python3 -IS -c '
import sys, tarfile
with tarfile.open(sys.argv[1]) as archive:
    for m in sorted(archive, key=lambda m: m.name):
        name = m.name
        if m.islnk(): # bsdtar looks at the disk and finds that it has seen the inode
            m = archive.getmember(m.linkname)
        kind = "link" if m.issym() else "dir" if m.isdir() else "fifo" if m.isfifo() else \
               "char" if m.ischr() else "block" if m.isblk() else "file"
        device = (m.devmajor, m.devminor) if m.isdev() and not m.isfifo() else None
        print(name.encode("utf-8", "surrogateescape"), kind, oct(m.mode), m.uid, m.gid,
              m.linkname.encode("utf-8", "surrogateescape") if m.issym() else "", device)
' "$1"
}

# libarchive: makes an archive from the manifest, with the contents of the tree. tar has no sockets,
# and hard links become what they are linked to.
"$PERMAP" snapshot "$tree" --model passthrough --exclude socket --output "$scratch/manifest"
(cd "$tree" && bsdtar -cf "$scratch/from-manifest.tar" --format pax @"$scratch/manifest" 2>"$scratch/log") ||
    fail "bsdtar: $(head -n 3 "$scratch/log")"
(cd "$tree" && find . ! -type s -print0 | tar -cf "$scratch/from-tree.tar" --format pax \
    --no-recursion --hard-dereference --null -T -)
list "$scratch/from-manifest.tar" >"$scratch/list.manifest"
list "$scratch/from-tree.tar" >"$scratch/list.tree"
same "$scratch/list.tree" "$scratch/list.manifest" 'what bsdtar reads of the manifest' || true
printf '%d entries\n' "$(wc -l <"$scratch/list.tree")"

# check PROGRAM: what another program wrote of the tree, permap finds in it; and a change after it.
check() {
    "$PERMAP" check "$tree" --model passthrough --baseline "$scratch/theirs" --exclude socket \
        --fail-on low --format ndjson >"$scratch/log" 2>&1 ||
        fail "$1's manifest: $(grep -m 3 finding "$scratch/log" || tail -n 1 "$scratch/log")"
    chmod o+w "$tree/plain"
    chown -h 77 "$tree/link"
    "$PERMAP" check "$tree" --model passthrough --baseline "$scratch/theirs" --exclude socket \
        --format ndjson >"$scratch/log" 2>&1 && fail "$1's manifest: no change seen"
    [[ $(grep -c '"type":"finding"' "$scratch/log") -eq 2 ]] ||
        fail "$1's manifest: $(grep -m 4 finding "$scratch/log")"
    chmod o-w "$tree/plain"
    chown -h 1000 "$tree/link"
}
(cd "$tree" && bsdtar -cf "$scratch/theirs" --format mtree --exclude ./socket .)
check libarchive
rm "$tree/directory/longest" # NetBSD's mtree cuts targets off
mtree -c -p "$tree" -k type,mode,uid,gid,nlink,link,device >"$scratch/theirs"
check "NetBSD's mtree"
end
