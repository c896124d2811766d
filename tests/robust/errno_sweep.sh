#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/errno_sweep.sh [--long] [--binary PATH] [--from MODEL] [--to MODEL] [--stride N]
#
# Lets the writing calls of a conversion, and of an undoing, fail one by one with EIO, ENOSPC and
# EPERM. permap must say that it is not done (status 3, 4, or 2 if nothing was changed), the tree
# must be closed and marked if it was left half way, and both ways out must end right. Calls whose
# failure it may survive end with 0 and the right tree. With --long both ways out after each.
# shellcheck disable=SC2154 # setting.sh and sweep.sh set what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
source "$here/sweep.sh"
run_sweep errno 1
