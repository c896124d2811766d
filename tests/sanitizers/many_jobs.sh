#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/sanitizers/many_jobs.sh --binary PATH
#
# Scans a tree of some 2,000 entries, converts it, converts it back by undo, each with 8 jobs and
# with a few descriptors only, so that workers share directories, reopen them, and finish each
# other's. The binary is built with a sanitizer, which makes the status another one if it sees
# anything. Needs root; 125 where it cannot run.
set -euo pipefail

if [[ $# -ne 2 || $1 != --binary ]]; then
    sed -n '3,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
    exit 2
fi
permap=$2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/permap-jobs.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
chmod 0755 "$scratch"

if [[ $EUID -ne 0 ]]; then
    printf 'skipped: needs root\n'
    exit 125
fi
: >"$scratch/probe"
if ! setfattr -n user.permap.test -v 1 "$scratch/probe" 2>/dev/null; then
    printf 'skipped: needs user xattrs\n'
    exit 125
fi

# make_tree DIR DEPTH: three directories in each, files, a link, names of one inode.
make_tree() {
    local at=$1 depth=$2 child
    mkdir "$at"
    touch "$at"/file-{1..9}
    ln -s file-1 "$at/link"
    ln "$at/file-2" "$at/again"
    mkfifo "$at/fifo"
    for child in 1 2 3; do
        if ((depth > 0)); then
            make_tree "$at/directory-$child" $((depth - 1))
        fi
    done
}

# expect STATUS ARGUMENTS...: permap ends with this status, one that no sanitizer gives.
expect() {
    local wanted=$1 status=0
    shift
    (ulimit -n 64 && "$permap" "$@" --jobs 8) >"$scratch/log" 2>&1 || status=$?
    if [[ $status -ne $wanted ]]; then
        cat "$scratch/log"
        printf 'permap %s: status %d, not %d\n' "$*" "$status" "$wanted"
        exit 1
    fi
}

make_tree "$scratch/tree" 4
mkdir "$scratch/tree/flat"
(cd "$scratch/tree/flat" && seq -f 'a-rather-long-name-of-a-file-%g' 3000 | xargs touch)
expect 0 scan "$scratch/tree" --fail-on none
expect 0 scan "$scratch/tree" --fail-on none --format ndjson --model passthrough
expect 0 convert "$scratch/tree" --to mapped-xattr --host-owner 64055:64055 --run "$scratch/run"
expect 0 apply "$scratch/run"
expect 0 scan "$scratch/tree" --fail-on none --model mapped-xattr
expect 0 undo "$scratch/run" --allow device-node,setuid-file,setgid-file,file-capability
