#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/run_file.sh [--long] [--binary PATH]
#
# Run files that are not what permap wrote: bits that turned, sectors lost, the end cut off, rows
# edited, of another version, of another tree. Planned and half applied. Each is refused with a word
# about it and the tree stays as it is; or, where what is damaged is not used, the result is the
# right one. Never anything between. And two runs on one tree at once: the second is refused.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object
requires_strace

tree=$scratch/tree
bad=$scratch/bad
refused=0
accepted=0

# expect_state WHAT: the tree is as it is in facts.$state.
expect_state() {
    facts "$tree" >"$scratch/facts.now"
    same "$scratch/facts.$state" "$scratch/facts.now" "$1" || true
}

# try WHAT: applies the run file `bad`.
try() {
    local status
    status=$(permap_quietly "$scratch/log" apply "$bad")
    case $status in
    0)
        accepted=$((accepted + 1))
        facts "$tree" >"$scratch/facts.now"
        same "$scratch/facts.converted" "$scratch/facts.now" "$1, and applied" || true
        from_start
        ;;
    2)
        refused=$((refused + 1))
        expect_state "$1, and refused"
        [[ -s $scratch/log ]] || fail "$1: refused without a word"
        ;;
    *) fail "$1: status $status: $(tail -n 3 "$scratch/log")" ;;
    esac
    rm -f "$bad"*
}

# refuses WHAT WORDS [STATUS]: that run file must be refused, with these words.
refuses() {
    local status
    status=$(permap_quietly "$scratch/log" apply "$bad")
    [[ $status -eq ${3:-2} ]] || fail "$1: status $status: $(tail -n 3 "$scratch/log")"
    grep -q -- "$2" "$scratch/log" || fail "$1: nothing says '$2': $(<"$scratch/log")"
    expect_state "$1"
    refused=$((refused + 1))
    rm -f "$bad"*
}

# edit SQL: `bad` becomes the good run file, edited.
edit() {
    cp "$good" "$bad"
    sqlite3 "$bad" "$1"
}

# A new tree, planned and, where state is `half`, applied in part.
from_start() {
    rm -rf "$tree"
    rm -f "$scratch/good"*
    make_every_object "$tree"
    good=$scratch/good
    plan "$tree" "$good" >"$scratch/log" 2>&1 || fail "cannot plan: $(<"$scratch/log")"
    if [[ $state == half ]]; then
        # in a shell of its own, which has nobody to tell that it was killed
        (strace -f -o /dev/null -e trace=fchmod -e inject=fchmod:signal=KILL:when=9 \
            "$PERMAP" apply "$good" --jobs 1 || true) >"$scratch/log" 2>&1
        [[ -e $good-wal ]] || fail 'was not killed half way'
    fi
    sqlite3 "$good" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
    facts "$tree" >"$scratch/facts.$state"
}

damage_anywhere() { # HOW-MANY
    local what
    for ((number = 0; number < $1; number++)); do
        cp "$good" "$bad"
        what=$(python3 -IS "$here/damage.py" "$bad" "$number")
        try "$state: $what"
    done
}

edit_by_hand() {
    edit 'UPDATE batches SET records = substr(records, 1, 40) WHERE id = 3'
    refuses "$state: a row cut" 'damaged or was edited'
    edit 'DELETE FROM batches WHERE id = (SELECT max(id) FROM batches)'
    refuses "$state: a row deleted" 'rows are not those of its plan'
    edit 'INSERT INTO batches (directory, parent, name, records)
          SELECT directory, parent, name, records FROM batches WHERE id = 2'
    refuses "$state: a row twice" 'rows are not those of its plan'
    edit "UPDATE links SET directory = '..'"
    refuses "$state: another place of a name" 'rows are not those of its plan'
    edit "UPDATE run SET info = json_set(info, '$.policy.uid', 0)"
    refuses "$state: another host owner" 'description is not as written'
    edit "UPDATE run SET state = 'applied'"
    refuses "$state: another state" 'description is not as written'
    edit "UPDATE run SET info = json_set(info, '$.schema', 99, '$.version', '9.0')"
    refuses "$state: of a newer permap" 'another version of permap (9.0)'
    edit "DELETE FROM run"
    refuses "$state: without a description" 'not a run file of permap'
    : >"$bad"
    refuses "$state: empty" 'not a run file of permap'
    head -c 20000 /dev/urandom >"$bad"
    refuses "$state: of noise" 'not a database\|not a run file'
}

of_another_tree() {
    mv "$tree" "$scratch/other"
    make_every_object "$tree"
    facts "$tree" >"$scratch/facts.$state"
    cp "$good" "$bad"
    # Nothing is done, also where the run is half way through.
    refuses "$state: of another tree" 'another' 2
    rm -rf "$tree"
    mv "$scratch/other" "$tree"
    facts "$tree" >"$scratch/facts.$state"
}

# The first is stopped at a change in the middle; the others are told, and the first ends right.
two_at_once() {
    local first waited=0 second
    cp "$good" "$bad"
    strace -f -o /dev/null -e trace=fchmod -e inject=fchmod:signal=STOP:when=9 \
        "$PERMAP" apply "$good" --jobs 1 >"$scratch/first" 2>&1 &
    first=$!
    until "$PERMAP" status "$tree" | grep -q 'bears the mark'; do
        sleep 0.1
        waited=$((waited + 1))
        [[ $waited -lt 100 ]] || break
    done
    for second in "2 apply $bad" "2 apply $good" "2 undo $good --allow $allow_real"; do
        # shellcheck disable=SC2086 # words
        if [[ $(permap_quietly "$scratch/log" ${second#* }) -ne ${second%% *} ]] ||
            ! grep -q 'another permap is working on this tree' "$scratch/log"; then
            fail "two at once, $second: $(<"$scratch/log")"
        fi
    done
    # The mark blocks a plan.
    [[ $(permap_quietly "$scratch/log" convert "$tree" --from passthrough --to mapped-xattr \
        --host-owner 64055:64056 --run "$bad.new" --apply) -eq 1 ]] || fail 'two at once: converted again'
    grep -q 'interrupted-run' "$scratch/log" || fail "two at once: convert: $(<"$scratch/log")"
    pkill -CONT -P "$first"
    wait "$first" || fail "two at once: the first: $(tail -n 3 "$scratch/first")"
    facts "$tree" >"$scratch/facts.now"
    same "$scratch/facts.converted" "$scratch/facts.now" 'two at once' || true
    rm -f "$bad"*
}

many=24
[[ $long == no ]] || many=2000

state=planned
from_start
[[ $(permap_quietly "$scratch/log" apply "$good") -eq 0 ]] || fail 'cannot apply'
facts "$tree" >"$scratch/facts.converted"
for state in planned half; do
    from_start
    edit_by_hand
    of_another_tree
    damage_anywhere "$many"
done
state=planned
from_start
two_at_once
printf '%s\n' "refused $refused, not harmed $accepted"
# A sweep that harms nothing, or that finds no place where damage does no harm, tests nothing.
[[ $refused -ge $many ]] || fail 'hardly anything was refused'
end
