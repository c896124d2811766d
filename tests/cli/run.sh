#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/cli/run.sh [--update] [--binary PATH] [PATTERN]
#
# Runs the cases tests/cli/COMMAND/CASE.sh whose name `COMMAND/CASE` matches PATTERN (a shell
# pattern, default all) and compares what they print and how they end with COMMAND/CASE.out.
#
#   --update       write the .out files instead; review the difference like code
#   --binary PATH  the permap to test (default build/release/permap)
#
# A case is a few lines of bash. It starts in an empty directory of its own, with stdin closed to
# /dev/null, the functions of tests/support/trees.sh, and the binary under test as `permap` (its
# path is $PERMAP). Its status is that of its last command; 125 after `skip REASON` means skipped.
# An .out file is what came on stdout, `--- stderr`, what came there, and `--- status N`, all after
# normalise.sed. The last line printed is the sum.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
update=no
pattern='*'
PERMAP=$here/../../build/release/permap
while [[ $# -gt 0 ]]; do
    case $1 in
    --update) update=yes ;;
    --binary)
        PERMAP=$2
        shift
        ;;
    -*)
        sed -n '3,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
        exit 2
        ;;
    *) pattern=$1 ;;
    esac
    shift
done
if [[ ! -x $PERMAP ]]; then
    printf 'no program at %s; run scripts/build first\n' "$PERMAP" >&2
    exit 2
fi

# Other users must be able to reach the trees and the program (as_user), so both live here.
scratch=$(mktemp -d "${TMPDIR:-/tmp}/permap-cli.XXXXXX")
chmod 0755 "$scratch"
install -D -m 0755 "$PERMAP" "$scratch/bin/permap"

# Nothing of the caller's environment may change what a case prints.
export PERMAP=$scratch/bin/permap PATH=$scratch/bin:$PATH LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1 COLUMNS=100 TERM=dumb
unset XDG_CONFIG_HOME CDPATH

passed=0
failed=0
skipped=0

# run_case SCRIPT DIRECTORY: leaves stdout, stderr and status beside the case's directory `tree`.
run_case() {
    local script=$1 directory=$2 status=0
    mkdir -p "$directory/tree" "$directory/home"
    (
        cd "$directory/tree"
        umask 022
        export HOME=$directory/home XDG_STATE_HOME=$directory/home/state
        export PERMAP_SKIP_FILE=$directory/skip
        # shellcheck disable=SC2016 # the inner bash expands them
        exec timeout 120 bash -c 'set -uo pipefail; source "$1"; source "$2"' -- \
            "$here/../support/trees.sh" "$script"
    ) </dev/null >"$directory/stdout" 2>"$directory/stderr" || status=$?
    printf '%s\n' "$status" >"$directory/status"
}

# Where a sentence is wrapped depends on the length of our paths: those that hold paths are joined.
unwrap() {
    LC_ALL=C sed -z -E \
        -e ':next' -e 's/(\nNext: [^\n]*)\n {6}/\1 /' -e 'tnext' \
        -e ':rest' -e 's/(\n(Not complete:|[0-9]+ entries were made since)[^\n]*[^.\n])\n/\1 /' -e 'trest'
}

# One stream, normalised, ending with a newline that is marked where we had to add it.
print_stream() { # FILE DIRECTORY
    LC_ALL=C sed -E -e "s@$2/tree@TMP@g" -e "s@$2@SCRATCH@g" -e "s@$here/@@g" \
        -f "$here/normalise.sed" "$1" | unwrap
    if [[ -n $(tail -c 1 "$1" | tr '\0' 0) ]]; then
        printf '\n\\ no newline at the end\n'
    fi
}

print_outcome() { # DIRECTORY
    print_stream "$1/stdout" "$1"
    printf -- '--- stderr\n'
    print_stream "$1/stderr" "$1"
    printf -- '--- status %s\n' "$(<"$1/status")"
}

remove_tree() {
    chmod -R u+rwx "$1" 2>/dev/null || true
    rm -rf "$1"
}

judge() { # NAME SCRIPT GOLDEN DIRECTORY
    local name=$1 script=$2 golden=$3 directory=$4
    if [[ -e $directory/skip && $(<"$directory/status") == 125 ]]; then
        skipped=$((skipped + 1))
        printf 'SKIPPED cli/%s: %s\n' "$name" "$(<"$directory/skip")"
        remove_tree "$directory"
        return
    fi

    print_outcome "$directory" >"$directory/outcome"
    if [[ $update == yes ]]; then
        cp "$directory/outcome" "$golden"
    fi
    if [[ -e $golden ]] && cmp -s "$golden" "$directory/outcome"; then
        passed=$((passed + 1))
        remove_tree "$directory"
        return
    fi

    failed=$((failed + 1))
    printf 'FAILED cli/%s, its directory is %s\n' "$name" "$directory"
    sed 's/^/  | /' "$script"
    if [[ -e $golden ]]; then
        diff -a -u --label expected --label actual "$golden" "$directory/outcome" || true
    else
        printf 'no %s; look at what it prints and run with --update:\n' "$golden"
        cat "$directory/outcome"
    fi
}

for script in "$here"/*/*.sh; do
    name=${script#"$here"/}
    name=${name%.sh}
    # shellcheck disable=SC2053 # a pattern
    if [[ -e $script && $name == $pattern ]]; then
        run_case "$script" "$scratch/$name"
        judge "$name" "$script" "${script%.sh}.out" "$scratch/$name"
    fi
done

if [[ $failed -eq 0 ]]; then
    remove_tree "$scratch"
fi
if [[ $((passed + failed + skipped)) -eq 0 ]]; then
    printf 'no case is called %s\n' "$pattern" >&2
    exit 2
fi
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[[ $failed -eq 0 ]]
