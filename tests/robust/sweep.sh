# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with those who source it
# SPDX-License-Identifier: Apache-2.0
# The common end of the sweeps: makes the tree with every kind of object and lets sweep.py disturb
# permap on copies of it. Sourced after setting.sh, not a program.

# run_sweep WHAT STRIDE: every STRIDE-th moment; all of them with --long.
run_sweep() {
    local what=$1 stride=$2
    local words=()
    requires_every_object
    requires_strace
    requires_namespaces
    make_every_object "$scratch/original"
    if [[ $long == yes ]]; then
        stride=1
        words+=(--long)
    fi
    python3 -BESs "$here/sweep.py" --permap "$PERMAP" --original "$scratch/original" \
        --scratch "$scratch" --stride "$stride" "${words[@]}" "${sweep_words[@]}" "$what"
}
