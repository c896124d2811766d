#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/docs/commands.sh PERMAP DOCUMENT
#
# Runs the commands of a document in their order. They are the lines with `# ` or `$ ` in its console
# blocks; `(status N)` below one says how it ends, if not with 0. What a comment `<!-- setup ... -->`
# holds is run before. All in a mount namespace with empty /srv, /root and /var/lib/permap.
set -euo pipefail

permap=$(realpath "$1")
document=$(realpath "$2")
if [[ $EUID -ne 0 ]] || ! unshare --mount true 2>/dev/null; then
    printf 'skipped: needs root and mount namespaces\n'
    exit 125
fi
if [[ -z ${PERMAP_IN_NAMESPACE:-} ]]; then
    PERMAP_IN_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$permap" "$document"
fi
mkdir -p /var/lib/permap # as permap itself does
commands=$(mktemp)
bin=$(mktemp -d)
trap 'rm -rf "$commands" "$bin"' EXIT
ln -s "$permap" "$bin/permap"
export PATH=$bin:$PATH HOME=/root LC_ALL=C.UTF-8
for place in /srv /root /var/lib/permap; do
    mount -t tmpfs -o mode=0755 tmpfs "$place"
done
chmod 0700 /root /var/lib/permap
cd /root

sed -n '/^<!-- setup$/,/^-->$/{/^<!--/d;/^-->/d;p}' "$document" >"$commands"
bash -eu "$commands"
setfattr -n user.permap.test -v 1 /srv || { printf 'skipped: needs user xattrs\n'; exit 125; }

# shellcheck disable=SC2016 # the mark of a code block
sed -n '/^```console$/,/^```$/{/^```/d;p}' "$document" >"$commands"
mapfile -t lines <"$commands"
ran=0
for ((at = 0; at < ${#lines[@]}; at++)); do
    line=${lines[at]}
    [[ $line == [#$]' '* ]] || continue
    expected=0
    if [[ ${lines[at + 1]:-} =~ ^\(status\ ([0-9]+)\)$ ]]; then
        expected=${BASH_REMATCH[1]}
    fi
    status=0
    output=$(bash -c "${line:2}" 2>&1) || status=$?
    if [[ $status -ne $expected ]]; then
        printf '%s\nends with %s, not %s:\n%s\n' "$line" "$status" "$expected" "$output"
        exit 1
    fi
    ran=$((ran + 1))
done
printf '%d commands of %s\n' "$ran" "${document##*/}"
[[ $ran -gt 0 ]]
