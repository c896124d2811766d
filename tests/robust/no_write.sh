#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/no_write.sh [--long] [--binary PATH]
#
# Traces every command that only looks, as root and as somebody without privileges, at both safety
# levels where a command has them: no call that could write to a tree may appear, and nothing in the
# tree may change, times of access included where the level promises that. A run file is outside the
# tree and is not made here.
# shellcheck disable=SC2154 # setting.sh and sweep.sh set what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object
requires_strace
command -v setpriv >/dev/null || skip 'needs setpriv'

# Everything that changes a file system through a name or a descriptor, and ways around this list.
writing='^(chmod|fchmod|fchmodat|fchmodat2|chown|lchown|fchown|fchownat|setxattr|lsetxattr|fsetxattr'
writing+='|removexattr|lremovexattr|fremovexattr|mkdir|mkdirat|mknod|mknodat|creat|link|linkat|symlink'
writing+='|symlinkat|rename|renameat|renameat2|unlink|unlinkat|rmdir|truncate|ftruncate|fallocate'
writing+='|utime|utimes|futimesat|utimensat|pwrite64|pwritev|pwritev2|writev|sendfile|splice|tee'
writing+='|copy_file_range|io_uring_setup|io_setup|bpf|ptrace|process_vm_writev|mount|move_mount'
writing+='|umount2|pivot_root|chroot|execveat|fsconfig|quotactl|acct|swapon|sync|syncfs|fsync'
writing+='|fdatasync|open_by_handle_at|flock)$'

# Call numbers that strace does not know by name, and that only read: getxattrat and listxattrat.
known_numbers='^syscall_0x1d[01]$'

# The calls that a trace file holds, by name.
calls_in() {
    sed -nE 's/^([0-9]+ +)?([a-z_0-9]+)\(.*/\2/p' "$1" | sort -u
}

check_trace() { # TRACE WHAT
    local call
    while read -r call; do
        if [[ $call =~ $writing ]]; then
            fail "$2: called $call: $(grep -m 1 -E "[0-9 ]$call\(" "$1")"
        elif [[ $call == syscall_* && ! $call =~ $known_numbers ]]; then
            fail "$2: called $call, whatever that is"
        fi
    done < <(calls_in "$1")
    # Opening for writing: nothing but terminals, /dev/null and /proc.
    if grep -E '(open|openat|openat2)\(' "$1" | grep -E 'O_(WRONLY|RDWR|CREAT|TRUNC|TMPFILE)' |
        grep -vE '"(/dev/(null|tty)|/proc/self/[a-z_]+)"' >"$scratch/opens"; then
        fail "$2: opened for writing: $(head -n 1 "$scratch/opens")"
    fi
    # ioctl() asks only.
    if grep -E '[0-9 ]ioctl\(' "$1" | grep -E 'FS_IOC_(SETFLAGS|FSSETXATTR)' >"$scratch/ioctls"; then
        fail "$2: set flags: $(head -n 1 "$scratch/ioctls")"
    fi
    # write() goes to stdout, stderr and pipes or events of its own only.
    if grep -E '[0-9 ]write\(' "$1" | grep -E '<[^>]*/tree' >"$scratch/writes"; then
        fail "$2: wrote: $(head -n 1 "$scratch/writes")"
    fi
}

# Times of access and change too: nothing may have touched anything. By name and without listing,
# which would move the times itself.
all_times() {
    (cd "$scratch/tree" && xargs -0 stat --printf '%n %F|%.X %.Z %.Y\0' <"$scratch/names")
}

# check UID LEVEL COMMAND...: the level `none` of commands that do not ask for one.
check() {
    local user=$1 level=$2 what status=0
    shift 2
    what="permap $1 as $user with --safety $level"
    if [[ $level != none ]]; then
        set -- "$@" --safety "$level"
    fi
    age_access
    all_times >"$scratch/times.before"
    if [[ $user -eq 0 ]]; then
        strace -f -yy -o "$scratch/trace" "$PERMAP" "$@" >"$scratch/log" 2>&1 || status=$?
    else
        setpriv --reuid="$user" --regid="$user" --clear-groups --inh-caps=-all \
            strace -f -yy -o "$scratch/traces/trace" "$PERMAP" "$@" >"$scratch/log" 2>&1 || status=$?
        mv "$scratch/traces/trace" "$scratch/trace"
    fi
    if [[ $level == jail && $status -eq 2 ]]; then
        printf '%s: no jail here: %s\n' "$what" "$(tail -n 1 "$scratch/log")"
        return
    fi
    if [[ $status -ge 4 || $status -eq 2 ]]; then
        fail "$what: status $status: $(tail -n 3 "$scratch/log")"
    fi
    check_trace "$scratch/trace" "$what"
    all_times >"$scratch/times.after"
    if [[ $user -ne 0 ]]; then
        # whoever is neither owner nor root may not read without moving times of access
        sed -zi -E 's/\|[0-9.]+ /| /' "$scratch/times.before" "$scratch/times.after"
    elif [[ $level != jail ]]; then
        # readlink moves a link's; only a mount without atime prevents that
        sed -zi -E 's/(symbolic link)\|[0-9.]+ /\1| /' "$scratch/times.before" "$scratch/times.after"
    fi
    if ! cmp -s "$scratch/times.before" "$scratch/times.after"; then
        fail "$what: times changed: $(diff -a <(tr '\0' '\n' <"$scratch/times.before") \
            <(tr '\0' '\n' <"$scratch/times.after") | head -n 4)"
    fi
    printf '%s: %d kinds of calls, none writes, status %d\n' "$what" \
        "$(calls_in "$scratch/trace" | wc -l)" "$status"
}

make_every_object "$scratch/tree"
mkdir -m 0777 "$scratch/traces"
(cd "$scratch/tree" && find . -print0) >"$scratch/names"
# Older than the times of change, so that a read under relatime would move them.
age_access() {
    (cd "$scratch/tree" && xargs -0 touch -h -a -d @900000000 <"$scratch/names")
}

"$PERMAP" snapshot "$scratch/tree" --model passthrough --format ndjson --inodes \
    --output "$scratch/manifest"
for level in jail dirfd; do
    check 0 "$level" scan "$scratch/tree"
    check 0 "$level" convert "$scratch/tree" --from passthrough --to mapped-xattr \
        --host-owner 64055:64056
    check 0 "$level" probe "$scratch/tree"
    check 0 "$level" snapshot "$scratch/tree" --model passthrough
    check 0 "$level" check "$scratch/tree" --baseline "$scratch/manifest"
    check 65534 "$level" snapshot "$scratch/tree" --model passthrough
    check 65534 "$level" probe "$scratch/tree"
    check 65534 "$level" scan "$scratch/tree"
    check 65534 "$level" convert "$scratch/tree" --from passthrough --to mapped-xattr
done
# These look at what a name and those above it are, or at no tree.
for user in 0 65534; do
    for object in plain link directory/setuid with-acl fifo directory/character; do
        for level in jail dirfd; do
            check "$user" "$level" explain "$scratch/tree/$object" --as 1000
        done
    done
    check "$user" none shares --verbose
    check "$user" none rules
done
check 0 none status "$scratch/tree"
end
