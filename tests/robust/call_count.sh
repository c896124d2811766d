#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/call_count.sh [--long] [--binary PATH]
#
# How many system calls a file and a directory cost, counted and not timed: a change that needs one
# more for each of them fails here, on any machine. Trees of two sizes; what starting costs is the
# same for both and falls out.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"

requires_root
requires_strace

mkdir "$scratch/probe"
"$PERMAP" scan "$scratch/probe" --safety jail --fail-on none --quiet --output /dev/null || skip 'needs a jail'
setfattr -n user.permap.test -v 1 "$scratch/probe" 2>/dev/null || skip 'needs user xattrs'

few=200
many=600
looked_at=1100 # files more, in each tree: what tells the model looks at the first thousand

# make_tree DIRECTORY FILES DIRECTORIES: empty files in the root, empty directories in `sub`.
make_tree() {
    mkdir -p "$1/sub"
    (cd "$1" && seq -f 'f%05.0f' "$2" | xargs touch && cd sub && seq -f 'd%05.0f' "$3" | xargs mkdir)
    settle "$1"
}

# calls_of LOG: "NAME COUNT" of each call, by name. strace -c leaves out the calls that this strace is
# too old to know by name, so that they are counted here; what older kernels have instead is the same.
calls_of() {
    sed -E -n -e '/ resumed>|\+\+\+|---/d' -e 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' "$1" |
        sed -E -e 's/^(syscall_0x1d1|llistxattr|listxattrat)$/listxattr/' -e 's/^openat2$/openat/' \
            -e 's/^(syscall_0x1d0|lgetxattr|getxattrat)$/getxattr/' |
        sort | uniq -c | awk '{ print $2, $1 }'
}

# count COMMAND...: runs permap under strace, one thread, and leaves the counts in $scratch/counted.
# Alone with itself in /proc: permap looks for running servers there, and how many processes there
# are to look at would change between two counts.
count() {
    local status=0
    unshare --pid --fork --mount-proc strace -f -o "$scratch/strace" "$PERMAP" "$@" --safety jail \
        --jobs 1 --quiet --output /dev/null || status=$?
    [[ $status -eq 0 ]] || fail "$1 ended with $status"
    calls_of "$scratch/strace" >"$scratch/counted"
}

# For each call: how many more there are for $((many - few)) more, divided by that; fractions (calls
# that are made for many at once, waiting, memory) are left out. "NAME PER"
per_entry() { # COUNTS-OF-FEW COUNTS-OF-MANY
    join -a 1 -a 2 -e 0 -o 0,1.2,2.2 "$1" "$2" | awk -v more=$((many - few)) '
        { per = ($3 - $2) / more; if (per > 0.9) printf "%s %d\n", $1, per + 0.1 }' | paste -sd, | sed 's/,/, /g'
}

part() {
    [[ $1 == many ]] && echo $many || echo $few
}

# expect WHAT FILES DIRECTORIES COMMAND...: the calls per file and per directory. `{}` is the tree.
expect() {
    local what=$1 size got kind
    local -A stated=([file]=$2 [directory]=$3)
    shift 3
    for size in few-few many-few few-many; do
        rm -rf "$scratch/tree" "$scratch/run"*
        make_tree "$scratch/tree" "$((looked_at + $(part "${size%-*}")))" "$(part "${size#*-}")"
        prepare
        count "${@//\{\}/$scratch/tree}"
        mv "$scratch/counted" "$scratch/$size"
    done
    for kind in file directory; do
        got=$(per_entry "$scratch/few-few" \
            "$scratch/$([[ $kind == file ]] && echo many-few || echo few-many)")
        printf '%s, per %s: %s\n' "$what" "$kind" "$got"
        [[ $got == "${stated[$kind]}" ]] || fail "$what, per $kind: stated are ${stated[$kind]}"
    done
}

prepare() {
    :
}

expect 'scan passthrough' 'listxattr 1, statx 1' \
    'close 1, getdents64 2, listxattr 1, openat 1, statx 1' \
    scan '{}' --model passthrough --fail-on none

prepare() {
    "$PERMAP" convert "$scratch/tree" --to mapped-xattr --host-owner 64055:64055 --apply \
        --run "$scratch/run.first" --quiet --output /dev/null
}
# the values of uid, gid and mode
expect 'scan mapped-xattr' 'getxattr 3, listxattr 1, statx 1' \
    'close 1, getdents64 2, getxattr 3, listxattr 1, openat 1, statx 1' \
    scan '{}' --model mapped-xattr --host-owner 64055:64055 --fail-on none

prepare() {
    :
}
# Planned as by scan; then each file opened and looked at once, and owner, three attributes and mode
# set. A directory is closed, opened again, and listed a second time.
expect 'convert --apply' \
    'close 1, fchmod 1, fchownat 1, flistxattr 1, fsetxattr 3, listxattr 1, openat 1, statx 2' \
    "$(printf '%s, ' 'close 3' 'fchmod 1' 'fchownat 1' 'fcntl 4' 'flistxattr 2' 'fsetxattr 3' \
        'getdents64 4' 'listxattr 1' 'lseek 1' 'openat 3')statx 3" \
    convert '{}' --to mapped-xattr --host-owner 64055:64055 --apply --run "$scratch/run"

end
