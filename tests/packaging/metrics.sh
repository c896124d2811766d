#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/packaging/metrics.sh PERMAP
#
# Prometheus' own tool takes what --metrics writes, also for roots with odd names, and the files of
# two runs go together; every series is documented.
set -euo pipefail

permap=$(realpath "$1")
if ! command -v promtool >/dev/null; then
    printf 'skipped: needs promtool\n'
    exit 125
fi
scratch=$(mktemp -d "${TMPDIR:-/tmp}/permap-metrics.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
documentation=$(dirname "${BASH_SOURCE[0]}")/../../docs/monitoring.md
cd "$scratch"
mkdir -m 0777 plain $'odd "\\\n\xff'
"$permap" scan plain --config none --model passthrough --fail-on none --metrics a.prom >/dev/null
"$permap" scan odd* --config none --model passthrough --fail-on none --metrics b.prom >/dev/null
for file in a.prom b.prom; do
    promtool check metrics <"$file"
done
# Series of both, each once.
twice=$(grep -hv '^#' a.prom b.prom | sed 's/ [^ ]*$//' | sort | uniq -d)
[[ -z $twice ]] || { printf 'in both: %s\n' "$twice"; exit 1; }
cd - >/dev/null
mapfile -t all < <(sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' "$scratch/a.prom")
for series in "${all[@]}"; do
    grep -F "\`$series" "$documentation" >/dev/null || { printf '%s is not in %s\n' "$series" "$documentation"; exit 1; }
done
