# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with those who source it
# SPDX-License-Identifier: Apache-2.0
# What the tests of this folder have around them: arguments, a scratch directory, a tree with every
# kind of object, and the ways to fail or skip. Sourced, not a program.
#
# Every test takes [--long] [--binary PATH]; the program is $PERMAP or build/release/permap.
# Status: 0 passed, 1 failed, 125 skipped. What failed is kept.
#
# Where the kernel lets us, everything happens in a mount namespace of our own: on a tmpfs, because
# permap waits for the disk again and again and these tests run it hundreds of times, and with an
# empty state directory. With --long on the real file system under TMPDIR.

if [[ $EUID -eq 0 && -z ${PERMAP_IN_NAMESPACE:-} ]] && unshare --mount true 2>/dev/null; then
    PERMAP_IN_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$@"
fi

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PERMAP=${PERMAP:-$here/../../build/release/permap}
long=no
sweep_words=() # for sweep.py
while [[ $# -gt 0 ]]; do
    case $1 in
    --long) long=yes ;;
    --binary)
        PERMAP=$2
        shift
        ;;
    --from | --to | --stride)
        sweep_words+=("$1" "$2")
        shift
        ;;
    *)
        sed -nE '3,/^set /{/^# shellcheck/d;s/^# ?//p}' "$0" >&2
        exit 2
        ;;
    esac
    shift
done

# The system's tools: shims for others cost more than the whole test.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC NO_COLOR=1
umask 022

skip() {
    printf 'skipped: %s\n' "$1"
    exit 125
}

[[ -x $PERMAP ]] || skip "no program at $PERMAP"
PERMAP=$(realpath "$PERMAP")

scratch_parent=$(mktemp -d "${TMPDIR:-/tmp}/permap-robust.XXXXXX")
scratch=$scratch_parent/work
mkdir "$scratch"
chmod 0755 "$scratch_parent" "$scratch"
if [[ -n ${PERMAP_IN_NAMESPACE:-} ]]; then
    mkdir -p /var/lib/permap
    mount -t tmpfs -o mode=0700 tmpfs /var/lib/permap
    if [[ $long == no ]]; then
        mount -t tmpfs -o mode=0755 tmpfs "$scratch"
    fi
fi
failures=0
# Others must be able to reach the program too.
install -m 0755 "$PERMAP" "$scratch/permap"
PERMAP=$scratch/permap

# For tests that have processes running beside them.
stop_children() {
    :
}

# Runs on every way out.
finish() {
    local status=$?
    stop_children
    if [[ $status -eq 1 ]]; then
        cp -a "$scratch" "$scratch_parent/kept" # the tmpfs goes with this process
        printf 'what failed is in %s\n' "$scratch_parent/kept"
    fi
    cd /
    umount --recursive "$scratch" 2>/dev/null || true
    rm -rf "$scratch"
    rmdir "$scratch_parent" 2>/dev/null || true
    exit "$status"
}
trap finish EXIT

# fail TEXT: counts and says it; after a dozen the rest would not tell more.
fail() {
    printf 'FAILED: %s\n' "$1"
    failures=$((failures + 1))
    if [[ $failures -ge 12 ]]; then
        printf 'giving up after %d failures\n' "$failures"
        exit 1
    fi
}

end() {
    [[ $failures -eq 0 ]] || exit 1
}

requires_root() {
    [[ $EUID -eq 0 ]] || skip 'needs root'
}

# Everything that the tree below is made of, tried once.
requires_every_object() {
    requires_root
    local probe=$scratch/probe
    mkdir "$probe"
    mknod "$probe/device" c 1 3 2>/dev/null || skip 'needs mknod for devices'
    : >"$probe/file"
    setfattr -n user.permap.test -v 1 "$probe/file" 2>/dev/null || skip 'needs user xattrs'
    setfacl -m u:65533:rwx "$probe/file" 2>/dev/null || skip 'needs POSIX ACLs'
    setcap cap_net_raw+ep "$probe/file" 2>/dev/null || skip 'needs file capabilities'
    rm -rf "$probe"
}

requires_strace() {
    strace -f -o /dev/null true 2>/dev/null || skip 'needs strace that may trace'
}

requires_namespaces() {
    unshare --pid --fork --mount-proc true 2>/dev/null || skip 'needs namespaces of its own'
}

# settle DIR: times that nobody takes for now, and that differ from one another.
settle() {
    find "$1" -depth -execdir touch -h -d @1000000000.123456789 {} +
    touch -d @1100000000.987654321 "$1"
}

# plant FILE UID MODE: metadata of a mapped model, as a guest would plant it.
plant() {
    local uid mode
    uid=$(printf '0x%02x%02x0000' "$(($2 % 256))" "$(($2 / 256))")
    mode=$(printf '0x%02x%02x0000' "$(($3 % 256))" "$(($3 / 256))")
    setfattr -n user.virtfs.uid -v "$uid" "$1"
    setfattr -n user.virtfs.mode -v "$mode" "$1"
}

# make_every_object DIR: some 40 names; small, because it is converted hundreds of times. Not every
# file system takes links of 4095 bytes: $longest_link; or all device numbers: $largest_device.
make_every_object() (
    set -euo pipefail
    mkdir "$1"
    cd "$1"
    mkdir -m 0755 directory directory/below directory/below/deepest
    mkdir -m 0700 private
    mkdir -m 1777 sticky
    mkdir -m 0755 with-acl empty
    printf 'plain' >plain
    printf 'inner' >directory/inner
    printf 'deepest' >directory/below/deepest/file
    printf 'shut' >private/shut
    : >empty-file
    printf 'name' >$'new\nline'
    ln -s plain link
    ln -s /no/such/place directory/below/dangling
    ln -s "$(printf "%0${longest_link:-4095}d" 0)" directory/longest
    ln -s ../plain "private/$(printf 'l%.0s' {1..255})"
    mkfifo -m 0640 fifo
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
    mknod -m 0666 directory/character c 1 3
    mknod -m 0660 private/block b 7 200
    # Groups of names of one inode.
    printf 'two names' >first
    ln first directory/second
    ln -s plain linked-link
    ln -P linked-link directory/below/linked-link
    ln fifo sticky/fifo-again
    # shellcheck disable=SC2086 # two numbers
    mknod -m 0600 linked-device c ${largest_device:-4095 1048574}
    ln linked-device with-acl/linked-device
    chown -hR 1000:1001 .
    chown -hR 1002:1002 sticky private
    chown 0:0 directory/inner empty
    # chown clears these bits, so they come after it.
    printf '#!/bin/sh\n' >directory/setuid
    chmod 4755 directory/setuid
    printf '#!/bin/sh\n' >setgid
    chown 1000:1001 setgid
    chmod 2755 setgid
    chmod 2775 directory/below
    printf 'capable' >capable
    setcap cap_net_raw+ep capable
    chmod 0000 private/shut
    setfacl -m u:1234:rw,g:1235:r with-acl
    setfacl -d -m u:1234:rwx,o::r with-acl
    printf 'acl' >with-acl/file
    chown 1000:1001 with-acl/file
    setfacl -m u:1236:rw,m::r with-acl/file
    setfattr -n user.note -v kept plain
    plant plain 0 0104755
    plant directory/below/deepest 0 0041777
    settle .
)

# facts DIR >FILE
facts() {
    python3 -IS "$here/facts.py" "$1"
}

# What undoing makes real again.
allow_real=device-node,setuid-file,setgid-file,file-capability

# plan TREE RUN: plans the conversion that these tests perform.
plan() {
    "$PERMAP" convert "$1" --from passthrough --to mapped-xattr --host-owner 64055:64056 \
        --run "$2" --quiet --output /dev/null
}

# permap_quietly LOG ARGUMENTS...: the status; what it printed is in LOG.
permap_quietly() {
    local log=$1 status=0
    shift
    "$PERMAP" "$@" >"$log" 2>&1 || status=$?
    printf '%s' "$status"
}

# same EXPECTED ACTUAL WHAT: two files of facts are equal.
same() {
    if ! cmp -s "$1" "$2"; then
        fail "$3: not as expected"
        diff -a "$1" "$2" | cut -c 1-300 | head -n 12 || true
        return 1
    fi
}
