# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with those who source it
# SPDX-License-Identifier: Apache-2.0
# Runs scripts in a real Linux guest: Debian's kernel, an initramfs with busybox, QEMU without KVM.
# Sourced after ../robust/setting.sh, not a program.
#
#   make_initramfs MODULE...     once: the guest with these modules (scripts/guest-kernel has them)
#   add_program PROGRAM...       before that: programs of this machine with their libraries
#   run_guest NAME SCRIPT QEMU-ARGUMENT...
#                                a boot; the script's output is in $scratch/NAME.out
#   start_guest, wait_for_guest, stop_guest: the pieces of that
#
# With $qemu_user set to UID:GID, QEMU runs as that user. QEMU is a child of the test, is ended by
# its process id and ends with the test however that ends.

# no_timer_check: on a busy host the kernel finds that its timer does not tick, and gives up.
# Two quiet cores boot in 3 s and list 7,000 entries in 20; a busy machine may take many times that.
guest_limit=${guest_limit:-900}
qemu_user=0:0
qemu_pid=
guest_tools=$here/../guest
# list_tree and make_socket, as they were built.
guest_programs=$(realpath -m "${GUEST_PROGRAMS:-$here/../../build/dev/tests/guest}")
list_tree=$guest_programs/list_tree
initramfs_tree=$scratch/initramfs

requires_guest() {
    local tool
    requires_root
    for tool in qemu-system-x86_64 busybox cpio setpriv; do
        command -v "$tool" >/dev/null || skip "needs $tool"
    done
    guest_kernel=$("$here/../../scripts/guest-kernel") || skip 'needs the kernel of a guest'
    [[ -x $list_tree ]] || skip "no program at $list_tree"
    mkdir -p "$initramfs_tree"/{bin,dev,etc,lib,lib64,mnt,modules,proc,root,sys,tmp,usr}
}

# add_program PROGRAM...: into the guest's /bin, with what ldd says that it needs.
add_program() {
    local program library
    for program in "$@"; do
        install -m 0755 "$(command -v "$program")" "$initramfs_tree/bin/"
        while read -r library; do
            install -D -m 0755 "$library" "$initramfs_tree$library"
        done < <(ldd "$(command -v "$program")" 2>/dev/null | sed -nE 's/^.*[[:space:]](\/[^ ]+) \(0x.*$/\1/p')
    done
}

make_initramfs() {
    local module file files
    add_program busybox "$list_tree" "$guest_programs/make_socket"
    ln -sf busybox "$initramfs_tree/bin/sh"
    install -m 0755 "$guest_tools/init" "$initramfs_tree/init"
    rm -f "$initramfs_tree/modules"/*
    for module in "$@"; do
        read -ra files < <(sed -n "s/^$module: //p" "$guest_kernel/modules/order")
        for file in "${files[@]}"; do
            if [[ ! -e $initramfs_tree/modules/$file ]]; then
                cp "$guest_kernel/modules/$file" "$initramfs_tree/modules/"
                printf '%s\n' "$file" >>"$initramfs_tree/modules/order"
            fi
        done
    done
    write_accounts
    pack "$initramfs_tree" >"$scratch/initramfs.cpio"
    install -m 0644 "$guest_kernel/vmlinuz" "$scratch/vmlinuz"
}

# Two people and their groups.
write_accounts() {
    printf '%s\n' root:x:0:0::/root:/bin/sh alice:x:1000:1000::/:/bin/sh \
        bob:x:1001:1001::/:/bin/sh >"$initramfs_tree/etc/passwd"
    printf '%s\n' root:x:0: users:x:100:alice,bob alice:x:1000: bob:x:1001: \
        >"$initramfs_tree/etc/group"
}

pack() {
    (cd "$1" && find . -print0 | cpio --null --create --format newc --quiet)
}

# start_guest NAME SCRIPT QEMU-ARGUMENT...: the script gets an archive of its own, which the kernel
# unpacks over the first one.
start_guest() {
    local name=$1 script=$2
    shift 2
    mkdir -p "$scratch/$name.d"
    cp "$script" "$scratch/$name.d/script"
    { cat "$scratch/initramfs.cpio" && pack "$scratch/$name.d"; } >"$scratch/$name.initramfs"
    : >"$scratch/$name.out"
    : >"$scratch/$name.console"
    chown "$qemu_user" "$scratch/$name.out" "$scratch/$name.console"

    setpriv --reuid "${qemu_user%:*}" --regid "${qemu_user#*:}" --clear-groups --pdeathsig KILL \
        qemu-system-x86_64 -accel tcg -m 512 -nodefaults -display none -no-reboot \
        -kernel "$scratch/vmlinuz" -initrd "$scratch/$name.initramfs" \
        -append 'console=ttyS0 quiet panic=-1 mitigations=off no_timer_check' \
        -serial "file:$scratch/$name.console" -device virtio-serial-pci \
        -chardev "file,id=out,path=$scratch/$name.out" -device virtserialport,chardev=out \
        "$@" >"$scratch/$name.qemu" 2>&1 </dev/null &
    qemu_pid=$!
}

# wait_for_guest NAME: until it has powered off.
wait_for_guest() {
    local limit=$((SECONDS + guest_limit))
    while kill -0 "$qemu_pid" 2>/dev/null; do
        if ((SECONDS > limit)); then
            stop_guest
            fail "guest $1 did not end within $guest_limit s: $(tail -n 3 "$scratch/$1.console")"
            return 0
        fi
        sleep 0.1
    done
    wait "$qemu_pid" || fail "QEMU failed: $(<"$scratch/$1.qemu")"
    qemu_pid=
}

# wait_for_output NAME TEXT
wait_for_output() {
    local limit=$((SECONDS + guest_limit))
    while ! grep -F "$2" "$scratch/$1.out" >/dev/null; do
        if ((SECONDS > limit)) || ! kill -0 "$qemu_pid" 2>/dev/null; then
            fail "guest $1 did not say '$2': $(tail -n 5 "$scratch/$1.out" "$scratch/$1.console")"
            return 0
        fi
        sleep 0.05
    done
}

stop_guest() {
    if [[ -n $qemu_pid ]]; then
        kill -KILL "$qemu_pid" 2>/dev/null || true
        wait "$qemu_pid" 2>/dev/null || true
        qemu_pid=
    fi
}

stop_children() {
    stop_guest
}

# run_guest NAME SCRIPT QEMU-ARGUMENT...: fails unless the script ends with 0.
run_guest() {
    local name=$1 started=$EPOCHREALTIME status
    start_guest "$@"
    wait_for_guest "$name"
    status=$(sed -n 's/^guest-status //p' "$scratch/$name.out")
    if [[ $status != 0 ]]; then
        fail "in guest $name: status '$status': $(tail -n 12 "$scratch/$name.out" | cut -c 1-300)"
        tail -n 12 "$scratch/$name.console"
    fi
    sed -i '/^guest-status /d' "$scratch/$name.out"
    printf 'guest %s: %s s\n' "$name" "$(bc <<<"scale=1; ($EPOCHREALTIME - $started) / 1")"
}

# share_arguments DIRECTORY MODEL: what exports it; the guest mounts it with mount_share.
share_arguments() {
    printf '%s\n' -fsdev "local,id=share,path=$1,security_model=$2" \
        -device virtio-9p-pci,fsdev=share,mount_tag=share
}

mount_share='mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,access=client'
