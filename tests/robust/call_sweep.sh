#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/call_sweep.sh [--long] [--binary PATH] [--from MODEL] [--to MODEL] [--stride N]
#
# Lets every system call of planning, applying and undoing, and of both after a kill in the middle,
# fail, one by one, with the errors that can happen there: reported, and resuming or undoing ends
# right. Normally some of them, spread evenly; with --long all.
# shellcheck disable=SC2154 # setting.sh and sweep.sh set what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
source "$here/sweep.sh"
run_sweep calls 31
