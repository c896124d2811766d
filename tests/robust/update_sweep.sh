#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/update_sweep.sh [--long] [--binary PATH]
#
# check --update, killed before each of its writing calls: the baseline is the old one or the new
# one, whole and with its mode, and the next update ends as if nothing had been.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"

requires_strace
mkdir "$scratch/tree" "$scratch/place"
for number in {1..300}; do # more than a buffer of the C library holds
    : >"$scratch/tree/name-$number"
done
calls='^(fchmod|write|pwrite64|fsync|fdatasync|ftruncate|rename|unlink)$'
baseline=$scratch/place/baseline
update=("$PERMAP" check "$scratch/tree" --baseline "$baseline" --update --quiet --output /dev/null --jobs 1)

# The old baseline as it was, and nothing else beside it.
reset() {
    rm -rf "$scratch/place"
    mkdir "$scratch/place"
    install -m 0640 "$scratch/old" "$baseline"
}

# kill_at CALL NUMBER: whether there was such a call.
kill_at() {
    local status=0
    reset
    {
        strace -f -o /dev/null -e "trace=$1" -e "inject=$1:signal=KILL:when=$2" "${update[@]}" ||
            status=$?
    } 2>"$scratch/log"
    [[ $status -eq 0 || $status -eq 137 ]] || fail "$1 $2: status $status, $(cat "$scratch/log")"
    [[ $status -eq 137 ]]
}

for format in ndjson mtree; do
    rm -f "$scratch/tree/"*-new
    chmod 0644 "$scratch/tree/name-7"
    "$PERMAP" snapshot "$scratch/tree" --model passthrough --format $format -o "$scratch/old"
    chmod 0666 "$scratch/tree/name-7"
    for number in {1..50}; do
        : >"$scratch/tree/$number-new"
    done
    reset
    strace -f -o "$scratch/trace" -e "trace=/$calls" "${update[@]}"
    cp "$baseline" "$scratch/new"
    cmp -s "$scratch/old" "$scratch/new" && fail 'the update changes nothing'

    was_old=0 was_new=0
    for call in fchmod write pwrite64 fsync fdatasync ftruncate rename unlink; do
        number=1
        while kill_at $call $number; do
            if cmp -s "$baseline" "$scratch/old"; then
                was_old=$((was_old + 1))
            elif cmp -s "$baseline" "$scratch/new"; then
                was_new=$((was_new + 1))
            else
                fail "$format, killed at $call $number: neither the old nor the new baseline"
            fi
            [[ $(stat -c %a "$baseline") == 640 ]] || fail "$format, $call $number: another mode"
            "${update[@]}" || fail "$format, $call $number: the next update fails"
            cmp -s "$baseline" "$scratch/new" || fail "$format, $call $number: the next update"
            number=$((number + 1))
        done
    done
    # After it is in place, too: closing and the report write.
    [[ $was_old -gt 4 && $was_new -gt 0 ]] || fail "$format: old $was_old times, new $was_new times"
    grep -E ' fsync\(' "$scratch/trace" >/dev/null || fail "$format: it is not made durable"
done
end
