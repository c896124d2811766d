#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/deep.sh [--long] [--binary PATH]
#
# A tree 2,000 directories deep (5,000 with --long), paths far beyond PATH_MAX, with 32 descriptors:
# scan, convert, a kill in the midst and the way on, undo; as root in the jail and as nobody without
# (with --long both at both levels).
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_root
requires_strace
command -v setpriv >/dev/null || skip 'needs setpriv'

levels=2000
if [[ $long == yes ]]; then
    levels=5000
fi

# as UID COMMAND...: with a handful of descriptors.
as() {
    local user=$1 identity=()
    shift
    if [[ $user -ne 0 ]]; then
        identity=(setpriv --reuid="$user" --regid="$user" --clear-groups --inh-caps=-all)
    fi
    (
        ulimit -n 32
        cd "$place"
        XDG_STATE_HOME=$place/state exec timeout 250 "${identity[@]}" "$@"
    )
}

deep_facts() { # UID: what nobody can read after a conversion, root can
    python3 -IS "$here/deep_tree.py" facts "$place/tree"
}

# expect STATUS WHAT UID COMMAND...
expect() {
    local expected=$1 what=$2 status=0
    shift 2
    as "$@" >"$scratch/log" 2>&1 || status=$?
    if [[ $status -ne $expected ]]; then
        fail "$what as $1 at $level: status $status instead of $expected: $(tail -n 4 "$scratch/log")"
    fi
}

check() { # UID LEVEL
    local user=$1 options=(--jobs 4)
    level=$2
    place=$scratch/$user-$level
    mkdir -m 0755 "$place"
    chown "$user:$user" "$place"
    as "$user" python3 -IS "$here/deep_tree.py" make tree "$levels"
    deep_facts >"$scratch/before"
    options+=(--safety "$level" --quiet)

    expect 0 scan "$user" "$PERMAP" scan tree --model passthrough --fail-on none "${options[@]}"
    grep -F " in $((levels + 1)) directories" "$scratch/log" >/dev/null ||
        fail "scan as $user at $level did not see all: $(tail -n 3 "$scratch/log")"
    expect 0 plan "$user" "$PERMAP" convert tree --from passthrough --to mapped-xattr \
        --host-owner 65534:65534 --run run "${options[@]}"

    # Killed in the midst of the work, then on.
    expect 137 'a killed apply' "$user" strace -f -o /dev/null -e trace=fsetxattr \
        -e inject=fsetxattr:signal=KILL:when=400 "$PERMAP" apply run "${options[@]}"
    expect 0 'apply again' "$user" "$PERMAP" apply run "${options[@]}"
    expect 0 'convert once more' "$user" "$PERMAP" convert tree --from mapped-xattr \
        --to mapped-xattr --host-owner 65534:65534 "${options[@]}"
    grep -F '0 entries would change' "$scratch/log" >/dev/null ||
        fail "as $user at $level not all was converted: $(<"$scratch/log")"

    expect 137 'a killed undo' "$user" strace -f -o /dev/null -e trace=fremovexattr \
        -e inject=fremovexattr:signal=KILL:when=400 "$PERMAP" undo run "${options[@]}"
    expect 0 'undo again' "$user" "$PERMAP" undo run "${options[@]}"
    deep_facts >"$scratch/after"
    same "$scratch/before" "$scratch/after" "undo as $user at $level" || true
    printf '%s at %s: %d levels there and back\n' "$user" "$level" "$levels"
    rm -rf "$place"
}

check 0 jail
check 65534 dirfd
if [[ $long == yes ]]; then
    check 0 dirfd
    check 65534 jail
fi
end
