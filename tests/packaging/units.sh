#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/packaging/units.sh PERMAP UNITS
#
# The systemd units: systemd has nothing to say against them and little against what they may do, and
# with the capabilities they leave the program, it audits what only root may read, inside the jail.
set -euo pipefail

permap=$(realpath "$1")
units=$(realpath "$2")
if ! command -v systemd-analyze >/dev/null || [[ $EUID -ne 0 ]]; then
    printf 'skipped: needs systemd-analyze and root\n'
    exit 125
fi
scratch=$(mktemp -d "${TMPDIR:-/tmp}/permap-units.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
chmod 0755 "$scratch"

# The instance is of a path with a dash and a space; the program need not be installed.
escaped=$(systemd-escape --path '/srv/my share-1')
for kind in service timer; do
    sed "s|/usr/bin/permap|$permap|" "$units/permap-scan@.$kind" >"$scratch/permap-scan@.$kind"
done
complaints=$(systemd-analyze verify --man=no "$scratch/permap-scan@$escaped.service" "$scratch/permap-scan@$escaped.timer" 2>&1 |
    grep -F permap-scan || true)
[[ -z $complaints ]] || { printf '%s\n' "$complaints"; exit 1; }

# CAP_SYS_ADMIN is what most of it is for.
systemd-analyze security --offline=true --threshold=40 --no-pager "$scratch/permap-scan@.service" >"$scratch/security" 2>&1 ||
    { cat "$scratch/security"; exit 1; }
tail -n 1 "$scratch/security"

mkdir -m 0700 "$scratch/tree"
chown 1000:1000 "$scratch/tree"
: >"$scratch/tree/open"
chmod 0666 "$scratch/tree/open"
capabilities=$(sed -n 's/^CapabilityBoundingSet=//p' "$units/permap-scan@.service" | sed 's/CAP_/+/g; s/ /,/g')
status=0
setpriv --bounding-set="-all,${capabilities,,}" --inh-caps=-all --no-new-privs \
    "$permap" scan --config none --model passthrough --progress never -- "$scratch/tree" >"$scratch/out" 2>&1 || status=$?
if [[ $status -ne 1 ]] || ! grep -F 'safety jail' "$scratch/out" >/dev/null || ! grep -F "'open'" "$scratch/out" >/dev/null; then
    printf 'with %s it ends with %s:\n' "$capabilities" "$status"
    cat "$scratch/out"
    exit 1
fi
