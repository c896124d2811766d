#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/ci/repository.sh [--binary PATH]
#
# A repository with a committed baseline and three regressions: o+w, a lost setgid bit, another
# owner. Exactly three findings; a waiver silences one of them, and its last day brings it back.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

[[ $EUID -eq 0 ]] || skip 'needs root, to change owners'
command -v git >/dev/null || skip 'no git'

export HOME=$scratch GIT_CONFIG_NOSYSTEM=1
git init --quiet "$scratch/repository"
cd "$scratch/repository"
git config user.name test
git config user.email test@example.org
mkdir -p rootfs/etc rootfs/srv/spool
printf 'x\n' | tee rootfs/etc/app.conf rootfs/srv/spool/job rootfs/etc/other >/dev/null
chmod 2775 rootfs/srv/spool
"$PERMAP" snapshot rootfs --format ndjson -o baseline.ndjson
git add .
git commit --quiet -m 'Take the baseline'

# check STATUS WAIVED RULE...: the words of the findings that count, sorted, and the status
check() {
    local wanted=$1 waived=$2 status=0
    shift 2
    "$PERMAP" check rootfs --baseline baseline.ndjson "${policy[@]}" --format ndjson \
        -o "$scratch/report" || status=$?
    [[ $status -eq $wanted ]] || fail "status $status instead of $wanted with ${policy[*]:-nothing}"
    local got
    got=$(python3 -IS -c '
import json, sys
found = [r for r in map(json.loads, open(sys.argv[1])) if r["type"] == "finding"]
print(sum("waiver" in r for r in found))
print(" ".join(sorted(r["rule"] + "@" + r["path"] for r in found if "waiver" not in r)))
' "$scratch/report")
    local words=$waived$'\n'"$*"
    [[ $got == "${words%$'\n'}" ]] || fail "found '$got' instead of '$waived' and '$*'"
}

policy=()
check 0 0

chmod o+w rootfs/etc/app.conf
chmod g-s rootfs/srv/spool
chown 1234 rootfs/srv/spool/job
check 1 0 mode-narrowed@srv/spool mode-widened@etc/app.conf owner-changed@srv/spool/job

cat >permap-policy.toml <<'TOML'
[[waive]]
rule = "mode-widened"
path = "etc/app.conf"
reason = "the installer writes it; gone with version 2"
owner = "ops@example.org"
expires = 2026-12-31
TOML
git add permap-policy.toml
git commit --quiet -m 'Put up with a writable configuration'
policy=(--policy permap-policy.toml --today 2026-12-31)
check 1 1 mode-narrowed@srv/spool owner-changed@srv/spool/job
policy=(--policy permap-policy.toml --today 2027-01-01)
check 1 0 mode-narrowed@srv/spool mode-widened@etc/app.conf owner-changed@srv/spool/job \
    waiver-expired@.

# Mended but for what is waived: the build passes, until the day comes.
chmod g+s rootfs/srv/spool
chown 0 rootfs/srv/spool/job
policy=(--policy permap-policy.toml --today 2026-12-31)
check 0 1
policy=(--policy permap-policy.toml --today 2027-01-01)
check 1 0 mode-widened@etc/app.conf waiver-expired@.

# A ratchet: what the baseline has is no reason to fail, what is new is.
chmod 4755 rootfs/etc/other
"$PERMAP" check rootfs --baseline baseline.ndjson --update -q -o /dev/null
printf 'audit = true\n' >audit.toml
policy=(--policy audit.toml --fail-on-new medium)
"$PERMAP" check rootfs --baseline baseline.ndjson "${policy[@]}" --format ndjson -o "$scratch/report" ||
    fail 'what the baseline has made it fail'
grep '"rule":"setuid-file".*"baseline_state":"unchanged"' "$scratch/report" >/dev/null ||
    fail 'the audit does not see what the baseline has'
chmod 4755 rootfs/srv/spool/job
"$PERMAP" check rootfs --baseline baseline.ndjson "${policy[@]}" --format ndjson -o "$scratch/report" &&
    fail 'a new setuid file did not make it fail'
grep '"rule":"setuid-file".*"path":"srv/spool/job".*"baseline_state":"new"' "$scratch/report" \
    >/dev/null || fail 'the new setuid file is not called new'
end
