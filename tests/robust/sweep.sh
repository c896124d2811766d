# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with those who source it
# SPDX-License-Identifier: Apache-2.0
# Sweeps: one command of permap is disturbed at each of its writing calls, each time on a fresh copy
# of the same tree, and a second command has to take the tree to where it belongs. Sourced after
# setting.sh, not a program.
#
# strace counts a call's occurrences per thread. With --jobs 1 one thread does all that changes the
# tree, so `the n-th fchmod` is the same moment each time. Calls that O_CREAT are found by their
# number among all openat calls. (strace before 6.13 prints the calls that it does not know, such as
# getxattrat, whatever is asked for.)

# Whatever can change a tree, and what makes it durable. The names without `f` and `at` are the
# detours over /proc/self/fd for objects that cannot be opened.
tree_calls=(fchownat fchmod chmod fsetxattr setxattr fremovexattr removexattr symlinkat mknodat
    linkat renameat2 unlinkat utimensat write fsync syncfs)
# The run file is SQLite's.
run_file_calls=(pwrite64 fdatasync ftruncate unlink)
# Closing the run file in the end: what the kernel calls `unlink` removes its log.

make_originals() {
    make_every_object "$scratch/original"
    facts "$scratch/original" >"$scratch/facts.original"
    fresh_copy
    run_or_die apply
    facts "$scratch/tree" >"$scratch/facts.converted"
    run_or_die undo
    facts "$scratch/tree" >"$scratch/facts.undone"
    same "$scratch/facts.original" "$scratch/facts.undone" 'an undisturbed undo' || exit 1
}

# fresh_copy: a new tree and a new plan for it; the run file holds inode numbers.
fresh_copy() {
    rm -rf "$scratch/tree"
    rm -f "$scratch"/run*
    cp -a "$scratch/original" "$scratch/tree"
    if ! plan "$scratch/tree" "$scratch/run" >"$scratch/log.plan" 2>&1; then
        fail "cannot plan: $(<"$scratch/log.plan")"
        exit 1
    fi
}

# command_line VERB: the words after permap.
command_line() {
    case $1 in
    apply) printf '%s\n' apply "$scratch/run" --jobs 1 ;;
    undo) printf '%s\n' undo "$scratch/run" --jobs 1 --allow "$allow_real" ;;
    esac
}

run_or_die() { # VERB
    local words status
    mapfile -t words < <(command_line "$1")
    status=$(permap_quietly "$scratch/log.$1" "${words[@]}")
    if [[ $status -ne 0 ]]; then
        fail "undisturbed $1 ends with $status: $(<"$scratch/log.$1")"
        exit 1
    fi
}

# prepare VERB: the tree as the command finds it.
prepare() {
    fresh_copy
    if [[ $1 == undo ]]; then
        run_or_die apply
    fi
}

join_by_comma() {
    local IFS=,
    printf '%s' "$*"
}

# list_points VERB CALLS...: one line `call number` for every writing call of the undisturbed
# command, in the order in which they are made.
list_points() {
    local verb=$1 words
    shift
    prepare "$verb"
    mapfile -t words < <(command_line "$verb")
    strace -f -o "$scratch/trace" -e trace="openat,$(join_by_comma "$@")" \
        "$PERMAP" "${words[@]}" >/dev/null 2>&1
    awk '{
        call = $2
        sub(/\(.*/, "", call)
        if ($2 !~ /\(/ || call ~ /^syscall_/) next
        number = ++seen[$1 " " call]
        if (call == "openat" && !/O_CREAT/) next
        print call, number
    }' "$scratch/trace" | awk '!seen[$0]++'
}

# disturbed VERB INJECTION: prepares, runs the command with it, prints its status.
disturbed() {
    local verb=$1 injection=$2 words status=0
    prepare "$verb"
    mapfile -t words < <(command_line "$verb")
    strace -f -o /dev/null -e trace="${injection%%:*}" -e inject="$injection" \
        "$PERMAP" "${words[@]}" >"$scratch/log.disturbed" 2>&1 || status=$?
    printf '%s' "$status"
}

# below_root FILE: facts without those of the root itself.
below_root() {
    grep -av "^b'\.' " "$1"
}

# check_half_way WHERE: a tree that shows neither the old nor the new view is closed and marked.
check_half_way() {
    local now=$scratch/facts.half_way
    facts "$scratch/tree" >"$now"
    if cmp -s <(below_root "$now") <(below_root "$scratch/facts.original") ||
        cmp -s <(below_root "$now") <(below_root "$scratch/facts.converted"); then
        return
    fi
    if [[ $(stat -c '%u %a' "$scratch/tree") != '0 700' ]]; then
        fail "$1: half way, and the root is open: $(stat -c '%u:%g %a' "$scratch/tree")"
    fi
    if ! getfattr -n trusted.permap.run "$scratch/tree" >/dev/null 2>&1; then
        fail "$1: half way, and the root bears no mark"
    fi
}

# check_recovery VERB WHERE: the command completes and the tree is where it belongs.
check_recovery() {
    local verb=$1 where=$2 expected=$scratch/facts.converted words status
    if [[ $verb == undo ]]; then
        expected=$scratch/facts.original
    fi
    mapfile -t words < <(command_line "$verb")
    status=$(permap_quietly "$scratch/log.$verb" "${words[@]}")
    if [[ $status -ne 0 ]]; then
        fail "$where, then $verb: status $status: $(tail -n 5 "$scratch/log.$verb")"
        return
    fi
    facts "$scratch/tree" >"$scratch/facts.now"
    same "$expected" "$scratch/facts.now" "$where, then $verb" || true
}
