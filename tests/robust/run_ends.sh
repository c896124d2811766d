#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/run_ends.sh [--long] [--binary PATH]
#
# The first and the last steps of a run, with calls that fail and a kill between them: what is kept
# outside of the run file (mark, note in the state directory) and what is said and reported agree
# with the tree.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object
requires_strace
[[ -n ${PERMAP_IN_NAMESPACE:-} ]] || skip 'needs a state directory of its own'

tree=$scratch/tree
run=$scratch/run
log=$scratch/log

from_start() {
    rm -rf "$tree" "$run"* /var/lib/permap/*
    mkdir -p "$tree/directory"
    printf 'plain' >"$tree/directory/file"
    chown -R 1000:1000 "$tree"
    "$PERMAP" convert "$tree" --from passthrough --to none --map b:0:100000:65536 --run "$run" -q -o /dev/null 2>/dev/null
}

# injected WHAT ARGUMENTS...: permap with strace's --inject=WHAT; the status.
injected() {
    local what=$1 status=0
    shift
    strace -f -o "$scratch/trace" -e trace="${what%%:*}" -e inject="$what" "$PERMAP" "$@" >"$log" 2>&1 || status=$?
    printf '%s' "$status"
}

notes() {
    find /var/lib/permap -name '*.applied' -printf x
}

says() { # WHAT TEXT
    grep -aF -- "$2" "$log" >/dev/null || fail "$1: it does not say '$2': $(<"$log")"
}

is() { # WHAT EXPECTED ACTUAL
    [[ $2 == "$3" ]] || fail "$1: '$3' instead of '$2'"
}

# The name of a note is durable before the first id changes.
note_is_durable() {
    from_start
    strace -f -y -o "$scratch/trace" -e trace=rename,fsync,fchownat "$PERMAP" apply "$run" -q -o /dev/null
    awk '/rename\(.*\.applied"/ { named = 1 } named && /fsync\([0-9]*<[^>]*\/permap>/ { exit found = 1 }
         named && /fchownat/ { exit } END { exit !found }' "$scratch/trace" ||
        fail "the note's directory is not flushed: $(grep -a 'rename\|fsync' "$scratch/trace")"
}

# A run that did not begin leaves no note.
start_fails() {
    from_start
    is 'mark fails, status' 2 "$(injected fsetxattr:error=EIO:when=1+ apply "$run")"
    is 'mark fails, notes' '' "$(notes)"
}

# Killed before the note of an undone run goes: the next undo removes it.
killed_while_unmarking() {
    from_start
    "$PERMAP" apply "$run" -q -o /dev/null
    is 'applied, notes' x "$(notes)"
    injected fremovexattr:signal=KILL:when=1 undo "$run" >/dev/null 2>&1 || true
    is 'killed, notes' x "$(notes)"
    is 'undone again, status' 0 "$(permap_quietly "$log" undo "$run")"
    is 'undone again, notes' '' "$(notes)"
}

# What is said when only the end failed; and a report and metrics with status 4, too.
end_fails() {
    from_start
    is 'unmark fails, status' 4 "$(injected fremovexattr:error=EIO:when=1 apply "$run" --metrics "$scratch/prom")"
    says 'unmark fails' 'the root is open'
    grep 'permap_last_run_exit_status.* 4$' "$scratch/prom" >/dev/null || fail "no metrics: $(cat "$scratch/prom")"
    is 'mark removed, status' 0 "$(permap_quietly "$log" apply "$run")"
    is 'mark removed' '' "$(getfattr -n trusted.permap.run --only-values "$tree" 2>/dev/null)"

    is 'syncfs fails, status' 4 "$(injected syncfs:error=EIO undo "$run" --format json)"
    python3 -c 'import json, sys; text = open(sys.argv[1]).read(); json.loads(text[text.index("{"):text.rindex("}") + 1])' "$log" ||
        fail "half a report: $(<"$log")"
    is 'undone at last' 0 "$(permap_quietly "$log" undo "$run")"
}

# A file system that goes read-only ends the run at once, half way.
read_only() {
    from_start
    (cd "$tree/directory" && seq 500 | xargs touch)
    rm -f "$run"*
    "$PERMAP" convert "$tree" --from passthrough --to none --map b:0:100000:65536 --run "$run" -q -o /dev/null 2>/dev/null
    is 'read-only, status' 4 "$(injected fchownat:error=EROFS:when=40+ apply "$run")"
    says 'read-only' 'Read-only file system'
    says 'read-only' 'stopped half way'
    is 'read-only, times said' 1 "$(grep -ac 'Read-only file system' "$log")"
    is 'writable again' 0 "$(permap_quietly "$log" apply "$run")"
}

note_is_durable
start_fails
killed_while_unmarking
end_fails
read_only
end
