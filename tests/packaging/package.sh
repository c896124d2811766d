#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/packaging/package.sh [--built]
#
# Builds both packages (scripts/package; with --built takes what lies in build/dist), installs the Debian package on a Debian 12 of its own
# (debootstrap into a temporary directory), and runs permap, its manual page and a completion there;
# then the program of the tarball, on the same system without the package. Skips with 125 without
# root, debootstrap or a Debian mirror.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
skip() {
    printf 'skipped: %s\n' "$1"
    exit 125
}
[[ $EUID -eq 0 ]] || skip 'needs root'
command -v debootstrap >/dev/null || skip 'needs debootstrap'
if [[ -z ${PERMAP_IN_NAMESPACE:-} ]]; then
    PERMAP_IN_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$@"
fi
[[ ${1:-} == --built ]] || "$project/scripts/package"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/permap-package.XXXXXX")
trap 'umount "$scratch/debian/proc" 2>/dev/null; rm -rf --one-file-system "$scratch"' EXIT
system=$scratch/debian
mirror=$(sed -nE 's/^(deb|URIs:) *(\[[^]]*\] *)?([a-z]+:[^ ]+).*/\3/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1 || true)
debootstrap --variant=minbase --include=man-db bookworm "$system" ${mirror:+"$mirror"} >"$scratch/log" 2>&1 ||
    { tail -n 5 "$scratch/log"; skip 'cannot make a Debian 12'; }
cp /etc/apt/sources.list.d/* "$system/etc/apt/sources.list.d/" 2>/dev/null || true
cp /etc/apt/apt.conf.d/*prox* "$system/etc/apt/apt.conf.d/" 2>/dev/null || true
cp /etc/resolv.conf "$system/etc/resolv.conf"
mount -t proc proc "$system/proc"
cp "$project"/build/dist/* "$system/root/"
in_debian() {
    chroot "$system" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

in_debian bash -ec 'mkdir /root/plain && tar -xzf /root/permap*.tar.gz -C /root/plain --strip-components=1'
in_debian /root/plain/bin/permap --version
in_debian bash -ec 'apt-get update -q && apt-get install -q -y --no-install-recommends /root/permap*.deb' >"$scratch/log" 2>&1 ||
    { tail -n 20 "$scratch/log"; exit 1; }
# shellcheck disable=SC2016 # for the other system to expand
in_debian bash -ec '
    permap --version
    mkdir -m 0777 /srv/tree
    permap scan /srv/tree --model passthrough --fail-on none
    man -P cat permap-scan | grep -F mapped-xattr
    source /usr/share/bash-completion/completions/permap
    test -e /usr/lib/systemd/system/permap-scan@.timer
    test -z "$(dpkg --verify permap)"
    dpkg --purge permap
    test ! -e /usr/bin/permap'
printf 'installed, ran and removed\n'
