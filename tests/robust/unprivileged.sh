#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/unprivileged.sh [--long] [--binary PATH]
#
# Kills a conversion of a user's own tree, run by that user, at its writing calls, one after the
# other; the user's `permap apply` and, in turns, `permap undo` end as if nothing had happened. Every
# seventh call; with --long every one.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_root
requires_strace
: >"$scratch/probe"
setfattr -n user.permap.test -v 1 "$scratch/probe" 2>/dev/null || skip 'needs user xattrs'
command -v setpriv >/dev/null || skip 'needs setpriv'

user=64055
as_user() {
    setpriv --reuid="$user" --regid="$user" --clear-groups --inh-caps=-all "$@"
}

# make_own DIR: with what makes it hard for its owner, and a stranger's file.
make_own() (
    set -euo pipefail
    mkdir "$1"
    cd "$1"
    mkdir -m 0700 private
    mkdir -m 1777 sticky
    mkdir -m 0755 directory unwritable
    mkdir -m 0755 unwritable/below
    printf 'plain' >plain
    printf 'read-only' >read-only
    printf 'closed' >closed
    printf 'inside' >unwritable/below/file
    printf 'mine' >sticky/mine
    ln plain private/again
    ln -s ../plain directory/link
    mkfifo -m 0640 directory/fifo
    printf 'other' >sticky/other
    chown -hR "$user:$user" .
    chown 1234:1234 sticky/other
    chmod 0444 read-only
    chmod 0000 closed
    chmod 0400 unwritable/below/file
    chmod 0555 unwritable unwritable/below
    settle .
)

# prepare: a fresh tree with its plan, made by the user.
prepare() {
    chmod -R u+rwX "$scratch/own" 2>/dev/null || true
    rm -rf "$scratch/own"
    mkdir "$scratch/own"
    chown "$user:$user" "$scratch/own"
    cp -a "$scratch/original" "$scratch/own/tree"
    as_user "$PERMAP" convert "$scratch/own/tree" --from passthrough --to mapped-xattr \
        --allow missing-privilege --run "$scratch/own/run" --quiet --output /dev/null
}

export XDG_STATE_HOME=$scratch/own/state
make_own "$scratch/original"
facts "$scratch/original" >"$scratch/facts.original"

prepare
calls=fchownat,fchmod,chmod,fsetxattr,setxattr,fremovexattr,removexattr,symlinkat,mknodat,linkat
calls+=,renameat2,unlinkat,utimensat,fdatasync,syncfs
as_user strace -f -o "$scratch/own/trace" -e trace="$calls" "$PERMAP" apply "$scratch/own/run" \
    --jobs 1 >"$scratch/log" 2>&1 || fail "undisturbed: $(<"$scratch/log")"
facts "$scratch/own/tree" >"$scratch/facts.converted"
# The number of each call among those of its name in its thread, in order.
sed -nE 's/^([0-9]+) +([a-z0-9]+)\(.*/\1 \2/p' "$scratch/own/trace" |
    awk '{ print $2, ++seen[$0] }' >"$scratch/points"
[[ $(wc -l <"$scratch/points") -gt 60 ]] || fail "too few calls: $(wc -l <"$scratch/points")"

stride=7
[[ $long == no ]] || stride=1
tried=0
while read -r call number; do
    tried=$((tried + 1))
    prepare
    where="killed at $call $number"
    status=0
    as_user strace -f -o "$scratch/own/trace" -e trace="$call" \
        -e inject="$call:signal=KILL:when=$number" "$PERMAP" apply "$scratch/own/run" --jobs 1 \
        >"$scratch/log" 2>&1 || status=$?
    [[ $status -eq 137 ]] || fail "$where: status $status: $(<"$scratch/log")"
    verb=apply
    goal=converted
    if ((tried % 2 == 0)); then
        verb=undo
        goal=original
    fi
    status=0
    as_user "$PERMAP" "$verb" "$scratch/own/run" >"$scratch/log" 2>&1 || status=$?
    [[ $status -eq 0 ]] || fail "$where, then $verb: status $status: $(<"$scratch/log")"
    facts "$scratch/own/tree" >"$scratch/facts.now"
    same "$scratch/facts.$goal" "$scratch/facts.now" "$where, then $verb" || true
done < <(awk "NR % $stride == 1 % $stride" "$scratch/points")
printf 'killed at %d of %d calls\n' "$tried" "$(wc -l <"$scratch/points")"
end
