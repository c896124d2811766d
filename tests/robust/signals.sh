#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/signals.sh [--long] [--binary PATH]
#
# Ctrl-C, SIGTERM and SIGHUP in every phase of a conversion and of its undoing, each held at one call
# while the signal comes: the status says which signal, what is said about going on is true, and
# both ways out end right. A second Ctrl-C ends at once. With --long at every call of each phase.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object
requires_strace
make_every_object "$scratch/original"
words=()
if [[ $long == yes ]]; then
    words+=(--long)
fi
python3 -BESs "$here/signals.py" --permap "$PERMAP" --original "$scratch/original" \
    --scratch "$scratch" "${words[@]}"
