#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/flipper.sh [--long] [--binary PATH]
#
# The owner of a tree exchanges names in it for symlinks to a sentinel outside, for fifos, devices,
# second names of the sentinel, other directories and mounts, thousands of times a second, while
# permap scans, takes snapshots, checks, plans, applies and undoes: the sentinel stays as it was and
# is not read, nothing hangs, what was in the way is reported, and once the owner has stopped the same
# run ends right.
# At both safety levels, with an owner who is a user and, to get past closed directories, with one
# who is root. A walk by path names comes first and must fall for it: else this would show nothing.
# With --long twenty times as often.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object
flipper=$(realpath -m "${FLIPPER:-$here/../../build/dev/tests/robust/flipper}")
[[ -x $flipper ]] || skip "no program at $flipper"
[[ -n ${PERMAP_IN_NAMESPACE:-} ]] || skip 'needs a mount namespace of its own'

rounds=1
if [[ $long == yes ]]; then
    rounds=20
fi
tree=$scratch/tree
sentinel=$scratch/sentinel
spare=$scratch/spare
flipper_pid=
declare -A flips=() seen=()

stop_children() {
    if [[ -n $flipper_pid ]]; then
        kill -TERM "$flipper_pid" 2>/dev/null || true
        wait "$flipper_pid" || fail 'the flipper failed'
        flipper_pid=
    fi
}

make_sentinel() {
    rm -rf "$sentinel"
    mkdir -p "$sentinel/directory/deeper"
    for name in file linked directory/sentinel-entry directory/deeper/sentinel-below; do
        printf 'sentinel' >"$sentinel/$name"
        chmod 0666 "$sentinel/$name"
    done
    # Names of the tree, so that a walk by path names goes on in it.
    cp -a "$tree/top0/." "$sentinel/directory/"
    settle "$sentinel"
    facts "$sentinel" >"$scratch/facts.sentinel"
}

# What is exchanged lies at every level of this: top, middle and bottom directories, and leaves.
make_tree() {
    local top middle bottom leaf
    rm -rf "$tree"
    mkdir -m 0777 "$tree"
    for top in "$tree"/top{0..5}; do
        for middle in "$top" "$top"/middle{0..2}; do
            for bottom in "$middle" "$middle"/bottom{0..1}; do
                mkdir -p "$bottom"
                for leaf in {0..7}; do
                    printf '%s' "$leaf" >"$bottom/leaf$leaf"
                done
                ln -s leaf0 "$bottom/link"
                mkfifo "$bottom/pipe"
            done
        done
    done
    chmod -R 0777 "$tree"
    chown -hR 1000:1000 "$tree"
    settle "$tree"
}

# targets: for the flipper.
targets() {
    local top
    printf '%s\n' 'link-to-directory top1' 'directory top2' 'mount top3' \
        'link-to-directory top0/middle1' 'directory top0/middle2' 'mount top4/middle0'
    for top in top0 top4 top5; do
        printf '%s\n' "link-to-directory $top/middle0/bottom0" "directory $top/bottom1" \
            "link-to-file $top/leaf0" "fifo $top/leaf1" "device $top/leaf2" "hard-link $top/leaf3" \
            "link-to-file $top/link" "fifo $top/pipe" "link-to-directory $top/leaf4" \
            "link-to-file $top/bottom0/leaf0" "fifo $top/bottom0/leaf1" \
            "hard-link $top/middle2/bottom1/leaf2" "device $top/middle2/bottom1/leaf3"
    done
}

start_flipper() { # UID
    rm -rf "$spare"
    mkdir -m 0700 "$spare"
    chown "$1" "$spare"
    : >"$scratch/flips"
    targets | "$flipper" "$tree" "$spare" "$sentinel" "$1" 2 >"$scratch/flips" 2>"$scratch/flips.log" &
    flipper_pid=$!
    until grep -Fx flipping "$scratch/flips" >/dev/null; do
        kill -0 "$flipper_pid" 2>/dev/null || {
            fail "no flipper: $(<"$scratch/flips.log")"
            flipper_pid=
            exit 1
        }
        sleep 0.02
    done
}

# Everything is back in its place afterwards.
stop_flipper() { # WHERE
    local kind count
    stop_children
    [[ ! -s $scratch/flips.log ]] || fail "$1: $(<"$scratch/flips.log")"
    while read -r kind count; do
        if [[ $kind != flipping ]]; then
            flips[$kind]=$((${flips[$kind]:-0} + count))
        fi
    done <"$scratch/flips"
    rm -rf "$spare"
    facts "$sentinel" >"$scratch/facts.now"
    same "$scratch/facts.sentinel" "$scratch/facts.now" "the sentinel, $1" || true
}

# permap_beside STATUSES WHERE ARGUMENTS...: with the flipper at work; no result names anything of
# the sentinel.
permap_beside() {
    local allowed=$1 where=$2 status=0
    shift 2
    timeout 120 "$PERMAP" "$@" >"$scratch/log" 2>&1 || status=$?
    [[ " $allowed " == *" $status "* ]] ||
        fail "$where: permap $1 ends with $status: $(tail -n 5 "$scratch/log")"
    if grep -F sentinel- "$scratch/log" >/dev/null; then
        fail "$where: permap $1 has read the sentinel: $(grep -F -m 3 sentinel- "$scratch/log")"
    fi
    seen[$1-$status]=$((${seen[$1-$status]:-0} + 1))
    seen[problems]=$((${seen[problems]:-0} + $(grep -cE '"type":"problem"|changed-since' "$scratch/log" || true)))
}

# expect_zero WHERE ARGUMENTS...: without the flipper.
expect_zero() {
    local where=$1 status
    shift
    status=$(permap_quietly "$scratch/log" "$@")
    [[ $status -eq 0 ]] || fail "$where: permap $1 ends with $status: $(tail -n 5 "$scratch/log")"
}

# Exchanging names sets the times of directories: they are left out.
facts_without_times() {
    facts "$tree" | sed -E 's/^(b.* 04[0-7]{4} [0-9]+:[0-9]+ -) [0-9]+ /\1 /'
}

# The same work done by path names, as a script would: with a check before each use.
walk_by_path_names() {
    timeout 60 python3 -IS - "$tree" "$1" <<'PYTHON'
import os
import stat
import sys


def walk(path, act):
    status = os.lstat(path)
    act(path, status)
    if stat.S_ISDIR(status.st_mode):
        for name in os.listdir(path):
            try:
                walk(path + "/" + name, act)
            except OSError:
                pass


def read(path, status):
    if os.path.basename(path).startswith("sentinel-"):
        sys.exit(0)


def change(path, status):
    if stat.S_ISREG(status.st_mode):
        os.chown(path, 64055, 64056)
        if os.stat(sys.argv[1] + "/../sentinel/file").st_uid == 64055:
            sys.exit(0)


while True:
    walk(sys.argv[1], {"read": read, "change": change}[sys.argv[2]])
PYTHON
}

positive_control() {
    make_tree
    make_sentinel
    start_flipper 1000
    walk_by_path_names read || fail 'a walk by path names did not read the sentinel'
    walk_by_path_names change || fail 'a walk by path names did not change the sentinel'
    stop_children
    make_tree
    make_sentinel
}

# there_and_back LEVEL UID
there_and_back() {
    local where="level $1, uid $2" run=$scratch/run.$RANDOM i
    make_tree
    facts_without_times >"$scratch/facts.original"
    "$PERMAP" snapshot "$tree" --format ndjson --inodes --output "$scratch/manifest"
    start_flipper "$2"
    for i in {1..20}; do # without openat2 and O_NOFOLLOW, about one in ten falls for it
        permap_beside '0 3' "$where" scan "$tree" --safety "$1" --fail-on none --format ndjson
        permap_beside '0 1 3' "$where" check "$tree" --safety "$1" --baseline "$scratch/manifest" \
            --format ndjson
        permap_beside '0 3' "$where" snapshot "$tree" --safety "$1" --format ndjson
        ((i % 5 > 0)) || permap_beside '0 1 3' "$where" convert "$tree" --safety "$1" \
            --from passthrough --to mapped-xattr --host-owner 64055:64056 --format ndjson
    done
    stop_flipper "$where, scan and plan"

    expect_zero "$where" convert "$tree" --safety "$1" --from passthrough --to mapped-xattr \
        --host-owner 64055:64056 --run "$run" --quiet
    start_flipper "$2"
    permap_beside '0 3' "$where" apply "$run" --safety "$1" --verbose
    permap_beside '0 3' "$where" apply "$run" --safety "$1" --verbose
    stop_flipper "$where, apply"
    expect_zero "$where, after the flipper" apply "$run" --safety "$1"
    facts_without_times >"$scratch/facts.now"
    same "$scratch/facts.converted" "$scratch/facts.now" "$where, converted" || true

    start_flipper "$2"
    permap_beside '0 3' "$where" undo "$run" --safety "$1" --verbose
    stop_flipper "$where, undo"
    expect_zero "$where, after the flipper" undo "$run" --safety "$1"
    facts_without_times >"$scratch/facts.now"
    same "$scratch/facts.original" "$scratch/facts.now" "$where, undone" || true
}

positive_control
expect_zero 'undisturbed' convert "$tree" --from passthrough --to mapped-xattr \
    --host-owner 64055:64056 --run "$scratch/run.first" --quiet --apply
facts_without_times >"$scratch/facts.converted"
for ((round = 0; round < rounds; round++)); do
    for level in jail dirfd; do
        for uid in 1000 0; do
            there_and_back "$level" "$uid"
        done
    done
done

for kind in "${!flips[@]}"; do
    printf 'exchanged for %s: %d times\n' "$kind" "${flips[$kind]}"
    [[ ${flips[$kind]} -gt 100 ]] || fail "nothing was exchanged for $kind"
done
for what in "${!seen[@]}"; do
    printf '%s: %d\n' "$what" "${seen[$what]}"
done
[[ ${seen[apply-3]:-0} -gt 0 && ${seen[problems]} -gt 0 ]] ||
    fail 'permap never noticed the flipper: this showed nothing'
end
