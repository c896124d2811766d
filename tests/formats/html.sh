#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/formats/html.sh [--binary PATH]
#
# The html report in a real browser, Debian's Chromium: no error on its console, no request, sorting,
# filters, the map, dark mode; names that try to be markup are shown as names.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"
# shellcheck source=tests/formats/tree.sh
source "$here/../formats/tree.sh"

for tool in node chromium; do
    command -v "$tool" >/dev/null || skip "no $tool"
done
cd "$scratch"
make_findings tree
mkdir clean

report html one.html tree --jobs 1
report html sixteen.html tree --jobs 16
report html clean.html clean --skip-rule mount-options
report json one.json tree
check_report html checked.html
check_report json checked.json
cmp one.html sixteen.html || fail 'other bytes with 16 jobs'
grep -oE '(src|href)="[^"]*"|url\([^)]*\)|@import' one.html | grep -v 'href="data:,"' && fail 'it loads something'

NODE_PATH=$node_modules HOME=$scratch timeout 100 node "$here/../formats/browse.cjs" \
    "$scratch/one.html" "$scratch/one.json" "$scratch/clean.html" "$scratch/checked.html" \
    "$scratch/checked.json" || fail 'see above'
end
