#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/docs/commands.sh PERMAP DOCUMENT
#
# Runs the commands of a document (run_document.py says which those are) in a mount namespace: /srv,
# /root, /etc/permap and /var/lib/permap are empty there, and there is an account libvirt-qemu with
# a group kvm.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
permap=$(realpath "$1")
document=$(realpath "$2")
if [[ $EUID -ne 0 ]] || ! unshare --mount true 2>/dev/null; then
    printf 'skipped: needs root and mount namespaces\n'
    exit 125
fi
if [[ -z ${PERMAP_IN_NAMESPACE:-} ]]; then
    PERMAP_IN_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$permap" "$document"
fi

scratch=$(mktemp -d "${TMPDIR:-/tmp}/permap-docs.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/tmp"
ln -s "$permap" "$scratch/bin/permap"
# Copies beside the files of this machine, which stay as they are.
for table in passwd group; do
    grep -vE '^(libvirt-qemu|kvm):' "/etc/$table" >"$scratch/$table"
done
printf 'libvirt-qemu:x:64055:64054::/:/usr/sbin/nologin\n' >>"$scratch/passwd"
printf 'kvm:x:64054:\n' >>"$scratch/group"
chmod 0644 "$scratch/passwd" "$scratch/group"
for table in passwd group; do
    mount --bind "$scratch/$table" "/etc/$table"
done

mkdir -p /var/lib/permap /etc/permap # as permap itself, and who configures it, does
copy=$scratch/${document##*/}
cp "$document" "$copy" # it may lie in one of these
cp "$here/run_document.py" "$here/manual_setup.sh" "$scratch"
for place in /srv /root /etc/permap /var/lib/permap; do
    mount -t tmpfs -o nosuid,nodev,mode=0755 tmpfs "$place"
done
chmod 0700 /root /var/lib/permap
setfattr -n user.permap.test -v 1 /srv || { printf 'skipped: needs user xattrs\n'; exit 125; }
setfattr -x user.permap.test /srv

cd /root
env -u XDG_CONFIG_HOME -u XDG_STATE_HOME PATH="$scratch/bin:$PATH" HOME=/root LC_ALL=C.UTF-8 TMPDIR="$scratch/tmp" \
    python3 -BESs "$scratch/run_document.py" "$copy"
