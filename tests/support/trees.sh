# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Named trees for the cases of tests/cli, and what a case may ask for. Sourced by run.sh; not a
# program. Every tree is a function that makes a directory of its own name (or of the name given
# as argument) in the current directory, the same each time: as root everything in it belongs to
# 1000:1000, and all times are 2001-09-09 01:46:40 UTC.
#
#   basic       one of each harmless thing
#   leaks       world-writable files and directories of every kind, reachable and not
#   links       symlinks: good, dangling, absolute, leaving the tree, as long as they can be
#   loops       symlinks that lead back to themselves or to a directory above
#   deep        300 directories deep: paths of 6300 bytes, longer than PATH_MAX
#   odd_names   newlines, invalid UTF-8, 255 bytes, dots, dashes, bidi controls, escapes
#   unreadable  directories and files that their owner may not list, search or read
#   hardlinks   groups of names inside the tree, and one that leaves it
#   special     fifo, socket and, as root, device nodes
#   recorded_host  not a tree of a share: a host's configuration and /proc, and beside it the root
#               of a guest, `guest`
#   recorded_raid  not a tree either: /sys and /proc of a host on which a mounted directory lies on
#               an array, and another array that nothing lies on is degraded

# The functions are subshells, so that `set -e` and `cd` end with them.

# ---- what a case may ask for ---------------------------------------------------------------------

# Ends the case as skipped. run.sh reads the reason from the file.
skip() {
    printf '%s\n' "$1" >"$PERMAP_SKIP_FILE"
    exit 125
}

requires_root() {
    [[ $EUID -eq 0 ]] || skip 'needs root'
}

# Where the scratch directory's file system has no user attributes (tmpfs before Linux 6.6).
requires_user_xattrs() {
    setfattr -n user.permap.test -v 1 . 2>/dev/null || skip 'needs user xattrs'
    setfattr -x user.permap.test .
}

requires_acls() {
    setfacl -m u:65533:rwx . 2>/dev/null || skip 'needs POSIX ACLs'
    setfacl -b .
}

# Root in a container often may not make devices.
requires_mknod() {
    requires_root
    mknod ./.probe c 1 3 2>/dev/null || skip 'needs mknod for devices'
    rm ./.probe
}

# on_image MKFS... -- COMMAND: runs a shell command in a mount namespace in which a small new file
# system is mounted on ./mnt; both are gone afterwards, however it ends.
on_image() {
    local mkfs=()
    while [[ $1 != -- ]]; do
        mkfs+=("$1")
        shift
    done
    rm -f ./image
    truncate -s 320M ./image
    mkdir -p ./mnt
    PATH=$PATH:/sbin:/usr/sbin "${mkfs[@]}" ./image >/dev/null 2>&1 || skip "cannot run ${mkfs[0]}"
    unshare --mount bash -c "mount -o loop ./image ./mnt && { $2; }"
}

# The unprivileged private mount needs them; containers and some distributions forbid them.
requires_user_namespaces() {
    as_user 65534 unshare --user --mount true 2>/dev/null || skip 'needs user namespaces'
}

# as_user UID COMMAND...: without root's privileges and groups.
as_user() {
    local user=$1
    shift
    setpriv --reuid="$user" --regid="$user" --clear-groups --inh-caps=-all "$@"
}

# Host facts of everything below DIR, one line each, ordered: for before-and-after comparisons.
facts_of() (
    cd "$1"
    # A directory's size and link count are the file system's business.
    find . \( -type d -printf '%P %y %m %U:%G\n' \) -o -printf '%P %y %m %U:%G %n %s %l\n' |
        LC_ALL=C sort
    find . -print0 | LC_ALL=C sort -z |
        xargs -0 getfattr --no-dereference --absolute-names -m - -d -e hex 2>/dev/null
)

# blocked_by RULE TREE ARGUMENTS...: a conversion without --allow, with --allow for another rule, and
# with --allow RULE. Says which findings of the rule there were and what they advise.
blocked_by() {
    local rule=$1 tree=$2 status=0
    shift 2
    facts_of "$tree" >before
    permap convert "$tree" "$@" --run first --apply --format ndjson --jobs 1 >found || status=$?
    facts_of "$tree" | cmp before - && printf 'without: status %d, nothing changed\n' "$status"
    sed -nE "s/.*\"rule\":\"($rule)\".*\"path\":\"([^\"]*)\".*\"fix\":\"(.*)\",\"evidence.*/\\1 '\\2': \\3/p" found | sort
    status=0
    permap convert "$tree" "$@" --run second --apply --quiet --output /dev/null --allow changed-since,nested-mount || status=$?
    facts_of "$tree" | cmp before - && printf 'others allowed: status %d, nothing changed\n' "$status"
    status=0
    permap convert "$tree" "$@" --run third --apply --format ndjson --allow "$rule" >allowed || status=$?
    sed -nE 's/.*"type":"summary".*"(changed":[0-9]+).*"(unchanged":[0-9]+).*"(left_alone":[0-9]+).*/allowed: status '"$status"', \1 \2 \3/p' allowed | tr -d '"'
}

# ---- building blocks -----------------------------------------------------------------------------

# settle DIR: fixed owner and times, from the leaves up.
settle() {
    if [[ $EUID -eq 0 ]]; then
        # chown clears setuid and setgid, so they are put back by the caller, after this.
        chown -hR 1000:1000 "$1"
    fi
    find "$1" -depth -execdir touch -h -d @1000000000 {} +
}

# file MODE NAME [CONTENTS]
file() {
    printf '%s' "${3:-contents of $2}" >"$2"
    chmod "$1" "$2"
}

# directory MODE NAME
directory() {
    mkdir "$2"
    chmod "$1" "$2"
}

# ---- the trees -----------------------------------------------------------------------------------

basic() (
    set -eu
    umask 022
    tree=${1:-basic}
    mkdir "$tree"
    cd "$tree"
    file 0644 file
    file 0755 script '#!/bin/sh'
    : >empty
    mkdir directory
    file 0640 directory/inner
    directory 0700 private
    file 0600 private/secret
    ln -s directory/inner link
    settle .
)

leaks() (
    set -eu
    umask 022
    tree=${1:-leaks}
    mkdir "$tree"
    cd "$tree"
    file 0666 open-file
    file 0777 open-program '#!/bin/sh'
    file 0664 group-writable
    directory 0777 open-directory
    file 0644 open-directory/replaceable
    directory 1777 sticky
    file 0644 sticky/kept
    directory 2775 setgid-directory
    file 0755 setuid-program '#!/bin/sh'
    file 0755 setgid-program '#!/bin/sh'
    mkdir keys
    # In two pieces: no scanner of this repository shall take it for a key.
    file 0644 keys/id_test "$(printf -- '-----BEGIN %s PRIVATE KEY-----' OPENSSH)"
    mkdir shut
    file 0666 shut/open-but-out-of-reach
    directory 0777 shut/open-but-out-of-reach-directory
    chmod 0700 shut
    settle .
    chmod 2775 setgid-directory
    chmod 4755 setuid-program
    chmod 2755 setgid-program
)

links() (
    set -eu
    umask 022
    tree=${1:-links}
    mkdir "$tree"
    cd "$tree"
    file 0644 target
    mkdir -p directory/below
    ln -s target relative
    ln -s "$PWD/target" absolute-inside
    ln -s /etc/hostname absolute-outside
    ln -s ../../target directory/below/up
    ln -s ../../../outside directory/below/leaving
    ln -s no-such-file dangling
    ln -s directory to-directory
    ln -s relative to-link
    # 4095 bytes, the longest target Linux stores.
    ln -s "$(printf 'x%.0s' {1..4095})" longest
    settle .
)

loops() (
    set -eu
    umask 022
    tree=${1:-loops}
    mkdir "$tree"
    cd "$tree"
    ln -s self self
    ln -s second first
    ln -s first second
    mkdir -p directory/below
    ln -s .. directory/parent
    ln -s ../.. directory/below/root
    ln -s . directory/here
    settle .
)

deep() (
    set -eu
    python3 - "${1:-deep}" "$EUID" <<'PYTHON'
import os
import sys

os.umask(0o022)
tree, is_root = sys.argv[1], sys.argv[2] == "0"
WHEN = (1000000000, 1000000000)
LEVELS = 300


def finish(fd):
    if is_root:
        os.fchown(fd, 1000, 1000)
    os.utime(fd, WHEN)


os.mkdir(tree)
levels = [os.open(tree, os.O_RDONLY)]
for level in range(1, LEVELS + 1):
    name = "level-%03d-abcdefghij" % level
    os.mkdir(name, dir_fd=levels[-1])
    levels.append(os.open(name, os.O_RDONLY, dir_fd=levels[-1]))
leaf = os.open("leaf", os.O_CREAT | os.O_WRONLY, 0o666, dir_fd=levels[-1])
os.fchmod(leaf, 0o666)
for fd in [leaf] + levels[::-1]:
    finish(fd)
PYTHON
)

odd_names() (
    set -eu
    python3 - "${1:-odd_names}" "$EUID" <<'PYTHON'
import os
import sys

os.umask(0o022)
tree, is_root = os.fsencode(sys.argv[1]), sys.argv[2] == "0"
WHEN = (1000000000, 1000000000)
NAMES = [
    b"new\nline",
    b"carriage\rreturn",
    b"tab\there",
    b"escape\x1b[31mred",
    b"invalid-\xff\xfe-utf8",
    b"cut-\xe2\x82",
    b"overlong-\xc0\xaf",
    b"b" * 255,
    b".hidden",
    b"...",
    b"-dash",
    b"--help",
    b" leading and trailing ",
    b"back\\slash",
    b"single'quote",
    b'double"quote',
    b"dollar$(reboot)`reboot`",
    b"star*",
    b"comma,colon:semicolon;",
    "bidi-\u202egnp.exe".encode(),
    "zero\u200bwidth".encode(),
    "um\u00e4ut".encode(),
    "u\u0308-combining".encode(),
    "\U0001f4c1".encode(),
]


def finish(path):
    if is_root:
        os.chown(path, 1000, 1000)
    os.utime(path, WHEN)


os.mkdir(tree)
inside = os.path.join(tree, b"directory\nwith newline")
os.mkdir(inside)
for path in [os.path.join(tree, name) for name in NAMES] + [os.path.join(inside, b"\xff")]:
    with open(path, "wb") as new:
        new.write(b"x")
    finish(path)
finish(inside)
finish(tree)
PYTHON
)

unreadable() (
    set -eu
    umask 022
    tree=${1:-unreadable}
    mkdir "$tree"
    cd "$tree"
    file 0644 readable
    file 0000 no-access
    file 0200 write-only
    for name in no-access-directory list-only search-only; do
        mkdir "$name"
        file 0644 "$name/inner"
    done
    settle .
    chmod 0000 no-access-directory
    chmod 0444 list-only
    chmod 0111 search-only
)

hardlinks() (
    set -eu
    umask 022
    tree=${1:-hardlinks}
    mkdir "$tree" "$tree-outside"
    file 0644 "$tree-outside/leaving"
    ln "$tree-outside/leaving" "$tree/leaving"
    cd "$tree"
    mkdir directory
    file 0644 first
    ln first second
    ln first directory/third
    ln -s first link
    ln -P link link-again
    mkfifo fifo
    ln fifo directory/fifo-again
    settle .
)

special() (
    set -eu
    umask 022
    tree=${1:-special}
    mkdir "$tree"
    cd "$tree"
    file 0644 file
    mkfifo -m 0640 fifo
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
    chmod 0755 socket
    if [[ $EUID -eq 0 ]]; then
        mknod -m 0666 character-1-3 c 1 3
        mknod -m 0660 block-7-200 b 7 200
        # Numbers that need all the bits of a device number.
        mknod -m 0600 character-large c 4095 1048575
    fi
    settle .
)

recorded_host() (
    set -eu
    umask 022
    host=${1:-host}
    mkdir -p "$host"/etc/libvirt/qemu "$host"/etc/pve/qemu-server "$host"/proc/{1,42,43,44} \
        "$host"/srv/{plain,tags,images} "$host"/home/alice guest/etc
    touch "$host"/srv/plain/{first,second}
    cat >"$host/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
alice:x:1000:1000::/home/alice:/bin/sh
libvirt-qemu:x:64055:103::/var/lib/libvirt:/usr/sbin/nologin
END
    cat >"$host/etc/libvirt/qemu/web.xml" <<'END'
<domain type='kvm'>
  <name>web</name>
  <devices>
    <filesystem type='mount' accessmode='mapped' fmode='0640' dmode='0750'>
      <source dir='/srv/plain'/><target dir='plain'/>
    </filesystem>
    <filesystem type='mount' accessmode='passthrough' multidevs='remap'>
      <source dir='/srv/tags'/><target dir='a &amp; b'/><readonly/>
    </filesystem>
  </devices>
</domain>
END
    cat >"$host/etc/pve/qemu-server/100.conf" <<'END'
args: -virtfs local,path=/home/alice,mount_tag=home,security_model=passthrough
name: desk
END
    # web runs, a machine started by hand does, and a virtiofsd
    printf '%s\0' qemu-system-x86_64 -name guest=web,debug-threads=on \
        -fsdev local,security_model=mapped,id=fsdev-fs0,path=/srv/plain,fmode=0640,dmode=0750 \
        -device '{"driver":"virtio-9p-pci","id":"fs0","fsdev":"fsdev-fs0","mount_tag":"plain"}' \
        >"$host/proc/42/cmdline"
    printf '%s\0' /usr/bin/qemu-system-x86_64 -chardev socket,id=c,path=/run/v.sock \
        -device vhost-user-fs-pci,chardev=c,tag=v \
        -virtfs local,path=/srv/gone,mount_tag=gone,security_model=mapped-xattr,fmode=644 \
        >"$host/proc/43/cmdline"
    printf '%s\0' virtiofsd --socket-path=/run/v.sock --shared-dir /srv/images --readonly \
        >"$host/proc/44/cmdline"
    printf '%s\0' /sbin/init >"$host/proc/1/cmdline"
    printf 'Name:\tqemu\nUid:\t0\t64055\t64055\t64055\nGid:\t0\t103\t103\t103\n' |
        tee "$host/proc/42/status" >"$host/proc/1/status"
    printf 'Name:\tqemu\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n' |
        tee "$host/proc/43/status" >"$host/proc/44/status"
    echo qemu-system-x86 | tee "$host/proc/42/comm" >"$host/proc/43/comm"
    echo virtiofsd >"$host/proc/44/comm"
    echo init >"$host/proc/1/comm"
    printf '%s\n' 'plain /plain 9p trans=virtio,version=9p2000.L,access=any 0 0' \
        'home /home 9p trans=virtio,posixacl 0 0' >guest/etc/fstab
)

# recorded_raid HOST DIRECTORY [in_sync|rebuilding|checking|read_only]
recorded_raid() (
    set -eu
    umask 022
    sys=$1/sys number=$(mountpoint -d "$2")
    block=$sys/devices/virtual/block
    mkdir -p "$sys/dev/block" "$sys/class/block" "$1/proc" "$block"/md{0,9}/{md/dev-sd{a,b}1,slaves}
    ln -s ../../devices/virtual/block/md0 "$sys/dev/block/$number"
    for disk in sda sdb; do
        device=$sys/devices/pci0000:00/ata1/host0/target0:0:0/$disk/block/$disk
        mkdir -p "$device/${disk}1" "$device/device"
        echo 'DISK 4000' >"$device/device/model"
        echo 1 | tee "$device/${disk}1/partition" >/dev/null
        echo 0 | tee "$device/ro" >"$device/${disk}1/ro"
        ln -s "../../../../../${device#"$sys/"}/${disk}1" "$block/md0/slaves/${disk}1"
    done
    for array in md0 md9; do
        echo 0 >"$block/$array/ro"
        cd "$block/$array/md"
        echo raid1 >level
        echo 2 >raid_disks
        echo clean >array_state
        echo idle >sync_action
        echo in_sync | tee dev-sda1/state >dev-sdb1/state
        echo 0 >degraded
        cd - >/dev/null
    done
    echo 1 >"$block/md9/md/degraded"
    case ${3:-in_sync} in
    rebuilding)
        echo 1 >"$block/md0/md/degraded"
        echo recover >"$block/md0/md/sync_action"
        echo '1024 / 8192' >"$block/md0/md/sync_completed"
        echo spare >"$block/md0/md/dev-sdb1/state"
        ;;
    checking) echo check >"$block/md0/md/sync_action" ;;
    read_only) echo readonly >"$block/md0/md/array_state" ;;
    esac
    cat >"$1/proc/mdstat" <<'END'
Personalities : [raid1]
md9 : active raid1 sda1[0]
      1000 blocks super 1.2 [2/1] [U_]

md0 : active raid1 sdb1[2] sda1[0]
      4096 blocks super 1.2 [2/2] [UU]

unused devices: <none>
END
)
