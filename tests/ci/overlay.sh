#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/ci/overlay.sh [--binary PATH]
#
# What an unprivileged container has: a user namespace and a root on overlayfs. snapshot and check
# work there, and a regression in the upper layer is found.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

mkdir -p "$scratch/"{lower/etc,upper,work,merged}
printf 'x\n' | tee "$scratch/lower/etc/passwd" "$scratch/lower/etc/shadow" >/dev/null
chmod 0600 "$scratch/lower/etc/shadow"
user=12345
chown -R $user:$user "$scratch/"{lower,upper,work,merged} 2>/dev/null || user=$EUID
as_user=()
[[ $user -eq $EUID ]] || as_user=(setpriv "--reuid=$user" "--regid=$user" --clear-groups)
cat >"$scratch/inside" <<'SH'
set -eu
cd "$1"
mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work,userxattr merged || exit 125
"$2" snapshot merged --format ndjson -o "$3/before"
"$2" check merged --baseline "$3/before" --safety "$4" -q -o "$3/clean" || exit 11
chmod 0644 merged/etc/shadow
status=0
"$2" check merged --baseline "$3/before" --safety "$4" --format ndjson -o "$3/found" || status=$?
[ "$status" = 1 ] || exit 12
SH
for safety in auto dirfd; do
    rm -rf "$scratch/upper" "$scratch/work" "$scratch/out"
    mkdir "$scratch/upper" "$scratch/work" "$scratch/out"
    chown $user:$user "$scratch/upper" "$scratch/work" "$scratch/out"
    status=0
    "${as_user[@]}" unshare -Urm sh "$scratch/inside" "$scratch" "$PERMAP" "$scratch/out" $safety \
        2>"$scratch/log" || status=$?
    if [[ $status -eq 125 || $status -eq 1 ]]; then
        skip "no overlay in a user namespace: $(head -n 1 "$scratch/log")"
    fi
    [[ $status -eq 0 ]] || fail "status $status with --safety $safety: $(cat "$scratch/log")"
    [[ $(grep -c '"finding"' "$scratch/out/found") == 1 ]] || fail "not one finding with $safety"
    grep '"rule":"mode-widened".*"path":"etc/shadow"' "$scratch/out/found" >/dev/null ||
        fail "with --safety $safety: $(cat "$scratch/out/found")"
done
end
