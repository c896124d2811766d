#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/errno_sweep.sh [--long] [--binary PATH]
#
# Lets the writing calls of a conversion, and of an undoing, fail one by one with EIO, ENOSPC or
# EPERM. permap must say that it is not done (status 3, 4, or 2 if nothing was changed), the tree
# must be closed and marked if it was left half way, and both ways out must end right. Calls whose
# failure it may survive end with 0 and the right tree. Normally some of the moments, with one error
# each; with --long all.
# shellcheck disable=SC2154 # setting.sh and sweep.sh set what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
source "$here/sweep.sh"
requires_every_object
requires_strace

errors=(EIO ENOSPC EPERM)
stride=19
if [[ $long == yes ]]; then
    stride=1
fi

# check_status VERB STATUS WHERE: the claim that the status makes is true.
check_status() {
    local verb=$1 status=$2 where=$3 expected=$scratch/facts.converted origin=$scratch/facts.original
    if [[ $verb == undo ]]; then
        expected=$scratch/facts.original
        origin=$scratch/facts.converted
    fi
    case $status in
    0)
        facts "$scratch/tree" >"$scratch/facts.now"
        same "$expected" "$scratch/facts.now" "$where, which ends with 0" || true
        ;;
    2)
        facts "$scratch/tree" >"$scratch/facts.now"
        same "$origin" "$scratch/facts.now" "$where, which ends with 2 (nothing done)" || true
        ;;
    3 | 4) ;;
    *) fail "$where: status $status: $(tail -n 3 "$scratch/log.disturbed")" ;;
    esac
}

# sweep VERB WAY_OUT OFFSET ERRORS...
sweep() {
    local verb=$1 way_out=$2 offset=$3 points at status call number error where tested=0
    shift 3
    mapfile -t points <"$scratch/points.$verb"
    for ((at = offset % stride; at < ${#points[@]}; at += stride)); do
        read -r call number <<<"${points[$at]}"
        # Output is not the tree: writes to it are the reports' tests' business.
        for error in "$@"; do
            where="$verb with $error from $call $number"
            status=$(disturbed "$verb" "$call:error=$error:when=$number")
            check_status "$verb" "$status" "$where"
            check_half_way "$where"
            check_recovery "$way_out" "$where"
            tested=$((tested + 1))
        done
    done
    printf '%s with %s, then %s: %d tests at %d moments\n' "$verb" "$*" "$way_out" "$tested" \
        "${#points[@]}"
}

make_originals
list_points apply "${tree_calls[@]}" >"$scratch/points.apply"
list_points undo "${tree_calls[@]}" >"$scratch/points.undo"
if [[ $long == yes ]]; then
    sweep apply apply 0 "${errors[@]}"
    sweep apply undo 0 "${errors[@]}"
    sweep undo undo 0 "${errors[@]}"
    sweep undo apply 0 "${errors[@]}"
else
    sweep apply apply 0 EIO
    sweep apply undo 6 ENOSPC
    sweep undo undo 11 EPERM
    sweep undo apply 16 ENOSPC
fi
end
