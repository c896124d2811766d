#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/kill_sweep.sh [--long] [--binary PATH]
#
# Kills a conversion, and an undoing, before each of its writing calls; each time both ways out,
# apply and undo, must end in exactly the converted or the original tree, without a mark or a
# temporary name left. Normally some of the moments, spread evenly; with --long all of them.
# shellcheck disable=SC2154 # setting.sh and sweep.sh set what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
source "$here/sweep.sh"
requires_every_object
requires_strace

# A prime, so that it does not fall into step with objects that take the same calls each.
stride=17
calls=("${tree_calls[@]}")
if [[ $long == yes ]]; then
    stride=1
    calls+=("${run_file_calls[@]}")
fi

# sweep VERB WAY_OUT OFFSET
sweep() {
    local verb=$1 way_out=$2 offset=$3 points at status call number tested=0
    mapfile -t points <"$scratch/points.$verb"
    for ((at = offset % stride; at < ${#points[@]}; at += stride)); do
        read -r call number <<<"${points[$at]}"
        status=$(disturbed "$verb" "$call:signal=KILL:when=$number")
        if [[ $status -ne 137 ]]; then
            fail "$verb was to be killed at $call $number and ended with $status"
        fi
        check_half_way "$verb killed at $call $number"
        check_recovery "$way_out" "$verb killed at $call $number"
        tested=$((tested + 1))
    done
    printf '%s killed, then %s: %d of %d moments\n' "$verb" "$way_out" "$tested" "${#points[@]}"
}

make_originals
list_points apply "${calls[@]}" >"$scratch/points.apply"
list_points undo "${calls[@]}" >"$scratch/points.undo"
sweep apply apply 0
sweep apply undo 4
sweep undo undo 9
sweep undo apply 13
end
