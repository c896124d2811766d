#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/neighbours/rsync.sh [--binary PATH]
#
# rsync --fake-super and permap: a tree that rsync wrote becomes what it was made from, permap writes
# the bytes that rsync writes, and rsync restores a tree that permap converted.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

[[ $EUID -eq 0 ]] || skip 'needs root'
for tool in rsync setfacl setcap getfattr; do
    command -v "$tool" >/dev/null || skip "no $tool"
done

# make_tree DIRECTORY: one of each kind, with what the inode alone cannot say.
make_tree() {
    mkdir "$1"
    printf data >"$1/setuid"
    chown 1000:1001 "$1/setuid"
    chmod 4751 "$1/setuid"
    setcap cap_net_raw+ep "$1/setuid"
    printf data >"$1/plain"
    printf data >"$1/acl"
    setfacl -m u:1234:rw,g:77:rx "$1/acl"
    printf data >"$1/narrow-mask"
    setfacl -m u:1234:rwx,g:77:rw,m::r "$1/narrow-mask"
    mkdir -m 2775 "$1/directory"
    chown 7:8 "$1/directory"
    setfacl -m u:1234:rw,d:u:5:rwx,d:m::r "$1/directory"
    ln -s 'target of a link' "$1/link"
    chown -h 5:6 "$1/link"
    mknod -m 0640 "$1/char" c 1 3
    mknod "$1/block" b 259 70000
    mkfifo "$1/fifo"
    chown 4294967294:3 "$1/fifo"
    settle "$1" # rsync takes times of the same second for the same time
}

# facts_of DIRECTORY: what must be the same.
facts_of() (
    cd "$1"
    find . -printf '%p %M %U:%G %l %T@\n' | sort
    find . \( -type b -o -type c \) -exec stat -c '%n %t:%T' {} + | sort
    find . ! -type l | sort | xargs getfacl -n
    find . | sort | xargs getfattr -h -d -m '^(security.capability|user)' -e hex
)

# stored_in DIRECTORY: what fake-super keeps. rsync leaves the file of a link open to all.
stored_in() (
    cd "$1"
    find . ! -name link -printf '%p %M %U:%G\n' | sort
    find . | sort | xargs getfattr -h -d -m '^user.rsync' -e text
)

same() {
    diff -u "$1" "$2" >"$scratch/difference" || {
        printf '%s:\n' "$3"
        cat "$scratch/difference"
        exit 1
    }
}

convert() {
    "$PERMAP" convert "$@" --apply >"$scratch/said" 2>&1 || {
        cat "$scratch/said"
        exit 1
    }
}

cd "$scratch"
printf '#!/bin/sh\nshift\nexec "$@"\n' >local-shell
chmod +x local-shell
make_tree original
facts_of original >original.facts

rsync -aAX -M--fake-super original/ by-rsync/
cp -a original by-permap
convert by-permap --to fake-super --host-owner 0:0
stored_in by-rsync >by-rsync.stored
stored_in by-permap >by-permap.stored
same by-rsync.stored by-permap.stored 'permap stores something else than rsync'

rsync -aAX -e ./local-shell -M--fake-super "host:$scratch/by-permap/" restored/
facts_of restored >restored.facts
same original.facts restored.facts 'rsync restores something else from what permap wrote'

convert by-rsync --from fake-super --to passthrough \
    --allow device-node,setuid-file,setgid-file,file-capability
facts_of by-rsync >read.facts
same original.facts read.facts 'permap reads something else from what rsync wrote'
printf 'rsync and permap agree\n'
