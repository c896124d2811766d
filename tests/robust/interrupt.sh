#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/interrupt.sh [--long] [--binary PATH]
#
# Ctrl-C and SIGTERM in the midst of a conversion of some 20,000 entries: the status says which,
# `permap status` says how to go on, and going on completes it. Then the same for an undoing.
# shellcheck disable=SC2154 # setting.sh and sweep.sh set what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object

make_many() {
    python3 -IS - "$1" <<'PYTHON'
import os
import sys

os.mkdir(sys.argv[1])
for number in range(200):
    directory = "%s/directory-%03d" % (sys.argv[1], number)
    os.mkdir(directory)
    for name in range(90):
        os.close(os.open("%s/file-%02d" % (directory, name), os.O_CREAT | os.O_WRONLY, 0o644))
    for name in range(10):
        os.symlink("file-%02d" % name, "%s/link-%02d" % (directory, name))
PYTHON
    chown -hR 1000:1000 "$1"
    settle "$1"
}

# mode_of_root, mark_of_root: what others see of a run that is under way.
is_closed_and_marked() {
    [[ $(stat -c '%u %a' "$scratch/tree") == '0 700' ]] &&
        getfattr -n trusted.permap.run "$scratch/tree" >/dev/null 2>&1
}

# interrupt SIGNAL VERB: starts it and sends the signal once it is at work. The status.
interrupt() {
    local signal=$1 status=0 pid
    shift
    # Background processes of a script ignore SIGINT unless told otherwise.
    env --default-signal=INT "$PERMAP" "$@" --jobs 2 >"$scratch/log" 2>&1 &
    pid=$!
    # At work: some directory below is closed.
    while [[ $(stat -c %u "$scratch/tree/directory-199") != "$closed_owner" ]] &&
        kill -0 "$pid" 2>/dev/null; do
        :
    done
    kill -s "$signal" "$pid" 2>/dev/null || true
    wait "$pid" || status=$?
    printf '%s' "$status"
}

# check SIGNAL EXPECTED_STATUS VERB EXPECTED_FACTS ARGUMENTS...
check() {
    local signal=$1 expected=$2 verb=$3 goal=$4 status
    shift 4
    status=$(interrupt "$signal" "$verb" "$scratch/run" "$@")
    if [[ $status -eq 0 ]]; then
        fail "$verb was over before SIG$signal came: use a larger tree"
        return
    fi
    if [[ $status -ne $expected ]]; then
        fail "$verb with SIG$signal: status $status: $(tail -n 4 "$scratch/log")"
    fi
    is_closed_and_marked || fail "$verb with SIG$signal: the root is not closed and marked"
    grep -F 'Not complete' "$scratch/log" >/dev/null ||
        fail "$verb with SIG$signal does not say that it is not complete"
    "$PERMAP" status "$scratch/run" >"$scratch/status" || fail "status after SIG$signal fails"
    grep -F "permap $verb " "$scratch/status" >/dev/null ||
        fail "status after SIG$signal does not say how to go on: $(<"$scratch/status")"
    status=$(permap_quietly "$scratch/log" "$verb" "$scratch/run" "$@")
    [[ $status -eq 0 ]] || fail "$verb after SIG$signal: status $status: $(<"$scratch/log")"
    facts "$scratch/tree" >"$scratch/facts.now"
    same "$goal" "$scratch/facts.now" "$verb after SIG$signal" || true
    printf '%s with SIG%s: status %s, completed afterwards\n' "$verb" "$signal" "$expected"
}

make_many "$scratch/tree"
facts "$scratch/tree" >"$scratch/facts.original"
plan "$scratch/tree" "$scratch/run" || fail 'cannot plan'
[[ $(permap_quietly "$scratch/log" apply "$scratch/run") -eq 0 ]] || fail "apply: $(<"$scratch/log")"
facts "$scratch/tree" >"$scratch/facts.converted"

closed_owner=0
check INT 130 undo "$scratch/facts.original"
rm -f "$scratch"/run*
plan "$scratch/tree" "$scratch/run" || fail 'cannot plan again'
check TERM 143 apply "$scratch/facts.converted"
[[ $(permap_quietly "$scratch/log" undo "$scratch/run") -eq 0 ]] || fail "undo: $(<"$scratch/log")"
rm -f "$scratch"/run*
plan "$scratch/tree" "$scratch/run" || fail 'cannot plan a third time'
check INT 130 apply "$scratch/facts.converted"
check TERM 143 undo "$scratch/facts.original"
end
