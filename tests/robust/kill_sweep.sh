#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/kill_sweep.sh [--long] [--binary PATH] [--from MODEL] [--to MODEL] [--stride N]
#
# Kills a conversion, its resumption and its undoing before each of their writing calls; each time
# both ways out, apply and undo, must end in exactly the converted or the original tree, without a
# mark or a temporary name left. With --long both ways out after each moment, not in turns.
# shellcheck disable=SC2154 # setting.sh and sweep.sh set what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
source "$here/sweep.sh"
run_sweep kill 1
