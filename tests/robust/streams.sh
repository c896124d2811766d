#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/streams.sh [--long] [--binary PATH]
#
# Every command in every format with a standard stream that is closed, full, or whose reader has
# left: it ends soon, the status says that the report is not there, stderr says why, and the work is
# done all the same. Likewise where closing a report in a file says that it is not there. A walk for
# the sake of a report ends where nobody reads it any more. No colours in a pipe.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_root
setfattr -n user.permap.test -v 1 "$scratch" 2>/dev/null || skip 'needs user xattrs'
setfattr -x user.permap.test "$scratch"
readonly kSoon=20 # seconds
cd "$scratch"

mkdir -p pristine/directory
: >pristine/file
chmod 0666 pristine/file
chown -R 1000:1000 pristine
cp -a pristine tree
"$PERMAP" snapshot tree --model passthrough -o tree.mtree
: >pristine/new # for check to report

# fresh: a tree to convert, and one that is converted.
fresh() {
    rm -rf tree applied ./*.run
    cp -a pristine tree
    cp -a pristine applied
    "$PERMAP" convert tree --to mapped-xattr --host-owner 64055:64055 --run plan.run -q >/dev/null
    "$PERMAP" convert applied --to mapped-xattr --host-owner 64055:64055 --run applied.run --apply -q >/dev/null
}

# run_to KIND COMMAND...: with stdout of that kind; status in $status, messages in the file `err`.
run_to() {
    local kind=$1
    shift
    status=0
    case $kind in
    closed) timeout "$kSoon" "$@" >&- 2>err || status=$? ;;
    full) timeout "$kSoon" "$@" >/dev/full 2>err || status=$? ;;
    left) { sleep 0.2; timeout "$kSoon" "$@" 2>err || echo "$?" >status.left; } | true
        status=0
        [[ ! -e status.left ]] || status=$(<status.left)
        rm -f status.left
        ;;
    esac
}

declare -A reasons=([closed]='Bad file descriptor' [full]='No space left on device' [left]='Broken pipe')
tried=0
# cannot_report COMMAND...: in each of the three ways.
cannot_report() {
    local kind
    for kind in closed full left; do
        fresh
        run_to "$kind" "$PERMAP" "$@"
        tried=$((tried + 1))
        [[ $status -eq 3 ]] || fail "stdout $kind: permap $* ends with $status: $(<err)"
        grep -F "${reasons[$kind]}" err >/dev/null || fail "stdout $kind: permap $* does not say why: $(<err)"
    done
}

for words in --help --version help 'help scan' rules 'rules setuid-file' 'status plan.run' 'status tree' 'shares --emit qemu --libvirt-xml domain.xml'; do
    cat >domain.xml <<'XML'
<domain type='kvm'><name>guest</name><devices><filesystem type='mount' accessmode='passthrough'>
<source dir='/srv/share'/><target dir='share'/></filesystem></devices></domain>
XML
    # shellcheck disable=SC2086 # words
    cannot_report $words
done
mapfile -t commands < <("$PERMAP" --help | sed -nE 's/^  ([a-z]+) .*/\1/p')
[[ ${#commands[@]} -ge 11 ]] || fail "only ${#commands[@]} commands in --help"
for command in "${commands[@]}"; do
    cannot_report "$command" --help
    case $command in
    scan | probe) words="$command tree" ;;
    shares) words='shares --libvirt-xml domain.xml' ;;
    explain) words='explain tree/file --as 5:5' ;;
    convert) words='convert tree --to mapped-xattr --host-owner 64055:64055 --apply' ;;
    apply) words='apply plan.run' ;;
    undo) words='undo applied.run' ;;
    snapshot) words='snapshot tree' ;;
    check) words='check tree --baseline tree.mtree' ;;
    status | rules) continue ;;
    *) fail "what is $command called with?" && continue ;;
    esac
    formats=$("$PERMAP" "$command" --help | sed -nE 's/^ +--format ([a-z|]+).*/\1/p')
    [[ -n $formats ]] || fail "permap $command has no formats"
    for format in ${formats//|/ }; do
        # shellcheck disable=SC2086 # words
        cannot_report $words --format "$format"
    done
done

# What had to be done is done, although nobody could read of it.
fresh
run_to closed "$PERMAP" apply plan.run
"$PERMAP" status plan.run | grep -x 'state    applied' >/dev/null || fail "not applied: $("$PERMAP" status plan.run)"

# No number of a closed stream falls to a file of the tree or to the run file.
for closed in '<&-' '2>&-' '<&- >&- 2>&-' '<&- 2>&-'; do
    fresh
    status=0
    bash -c "exec timeout $kSoon '$PERMAP' apply plan.run $closed" >out 2>err || status=$?
    if [[ $closed == *'>&- 2'* ]]; then
        [[ $status -eq 3 ]] || fail "$closed: apply ends with $status"
    else
        [[ $status -eq 0 ]] || fail "$closed: apply ends with $status: $(<out) $(<err)"
    fi
    "$PERMAP" status plan.run | grep -x 'state    applied' >/dev/null || fail "$closed: not applied"
    [[ ! -s tree/file ]] || fail "$closed: something was written into a file of the tree"
done

# ---- a reader that leaves in the midst ends the walk, but no conversion ----
mkdir wide
for number in {1..300}; do
    mkdir -m 0777 "wide/directory-$number"
done
slowly=(strace -f -qq -o /dev/null -e trace=getdents64 -e signal=none -e inject=getdents64:delay_exit=50000)
if strace -f -o /dev/null true 2>/dev/null; then # the whole walk takes half a minute
    run_to left "${slowly[@]}" "$PERMAP" scan wide --model passthrough --format ndjson --jobs 1
    [[ $status -eq 3 ]] || fail "a walk for nobody ends with $status, and not soon: $(<err)"
fi
"$PERMAP" convert wide --to mapped-xattr --host-owner 64055:64055 --apply --run wide.run --format ndjson -v 2>err | head -n 1 >/dev/null || true
"$PERMAP" status wide.run | grep -x 'state    applied' >/dev/null || fail "a reader that left stopped a conversion: $(<err)"

# ---- an error that comes only when the report is closed, as NFS has it where there is no room ----
if strace -f -o /dev/null true 2>/dev/null; then
    fresh
    for words in 'scan tree --fail-on none' 'snapshot tree' 'shares --emit qemu --libvirt-xml domain.xml --fail-on none'; do
        status=0
        # shellcheck disable=SC2086 # words
        strace -f -qq -o /dev/null -P "$scratch/report" -e trace=close -e signal=none -e inject=close:error=EDQUOT \
            "$PERMAP" $words -o "$scratch/report" 2>err || status=$?
        [[ $status -eq 3 ]] || fail "a report that cannot be closed: permap $words ends with $status: $(<err)"
        grep -F 'Disk quota exceeded' err >/dev/null || fail "permap $words does not say why: $(<err)"
    done
fi

# ---- colours ----
# NAME COMMAND...: how many escapes go to stdout and stderr, where both are pipes.
escapes() {
    { "$@" 2>&1 || true; } | cat | tr -cd '\033' | wc -c
}
fresh
without=(env -u NO_COLOR TERM=xterm-256color "$PERMAP")
with=(env NO_COLOR=1 TERM=xterm-256color "$PERMAP")
[[ $(escapes "${without[@]}" scan tree) -eq 0 ]] || fail 'colours in a pipe'
[[ $(escapes "${without[@]}" scan nowhere) -eq 0 ]] || fail 'a colourful error in a pipe'
[[ $(escapes "${without[@]}" scan tree --color always) -gt 0 ]] || fail 'no colours with --color always'
[[ $(escapes "${with[@]}" scan tree --color always) -gt 0 ]] || fail 'NO_COLOR counts more than --color'
# script(1) gives it a terminal.
on_terminal() {
    script -qec "$*" /dev/null </dev/null | tr -cd '\033' | wc -c
}
[[ $(on_terminal "${without[@]}" scan tree --progress never) -gt 4 ]] || fail 'no colours on a terminal'
# What is left are those that clear the line before a message.
[[ $(on_terminal "${with[@]}" scan tree --progress never) -le 2 ]] || fail 'colours in spite of NO_COLOR'
[[ $(on_terminal "${with[@]}" no-such-command) -le 1 ]] || fail 'a colourful error in spite of NO_COLOR'
[[ $(on_terminal env NO_COLOR= TERM=xterm-256color "$PERMAP" no-such-command) -gt 1 ]] || fail 'an empty NO_COLOR counts'
printf '%d commands without a reader, closed streams, a reader that leaves, colours\n' "$tried"
end
