#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/neighbours/fuse_overlayfs.sh [--binary PATH]
#
# fuse-overlayfs with xattr_permissions=2 and permap: it shows a tree that permap converted as the
# original was, and permap reads what it writes.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

[[ $EUID -eq 0 ]] || skip 'needs root'
[[ -c /dev/fuse ]] || skip 'no /dev/fuse'
command -v fuse-overlayfs >/dev/null || skip 'no fuse-overlayfs'

cd "$scratch"
mkdir upper work mounted

# view_of DIRECTORY: what a user of the mount sees. Version 1.10 shows the files that stand for
# devices and fifos as files, so these are compared without their type.
view_of() (
    cd "$1"
    find . -mindepth 1 -type l -printf '%p %U:%G %l\n' | sort
    find . -mindepth 1 ! -type l -printf '%p %#m %U:%G\n' | sort
)

mkdir lower
printf data >lower/setuid
chown 1000:1001 lower/setuid
chmod 4751 lower/setuid
mkdir -m 2775 lower/directory
printf data >lower/directory/nobodys
chown 4294967294:3 lower/directory/nobodys
ln -s target lower/link
chown -h 5:6 lower/link
mkfifo -m 0640 lower/fifo
chown 7:8 lower/fifo
view_of lower >original.view

"$PERMAP" convert lower --to override-stat --host-owner 64055:64055 --apply >said 2>&1 || {
    cat said
    exit 1
}
fuse-overlayfs -o xattr_permissions=2,lowerdir=lower,upperdir=upper,workdir=work mounted 2>/dev/null ||
    skip 'fuse-overlayfs cannot mount here'
# everything is asked first and compared after the mount is gone
view_of mounted >mounted.view
printf data >mounted/new
chown 1234:5678 mounted/new
chmod 4711 mounted/new
mkdir mounted/made
chown 4294967294:9 mounted/made
view_of mounted | grep -E '^\./(new|made) ' >written.view || true
umount mounted
diff -u original.view mounted.view

"$PERMAP" convert upper --from override-stat --to passthrough --allow setuid-file --apply \
    >said 2>&1 || {
    cat said
    exit 1
}
view_of upper | grep -E '^\./(new|made) ' >read.view
diff -u written.view read.view
printf 'fuse-overlayfs and permap agree\n'
