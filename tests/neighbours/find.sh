#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/neighbours/find.sh [--binary PATH]
#
# Nothing that others find is missed: on the same trees permap reports each object that find(1) does
# with the tests of the CIS and STIG guides and of OpenSCAP, under the rule that stands for it, and
# nothing else under these rules. Symbolic links, sockets, fifos and devices are no world-writable
# findings. What nobody can reach is reported, too, as low or medium.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

requires_root

# make_generated DIRECTORY: every mode of the last three digits and special bits that matters, of
# files and directories, at several depths, behind closed doors, of known and unknown owners.
make_generated() (
    mkdir "$1"
    cd "$1"
    mkdir -m 0755 open open/deeper
    mkdir -m 0700 shut
    for place in . open open/deeper shut; do
        for mode in 0600 0622 0644 0646 0662 0666 0702 0757 0777 1666 2644 2666 4600 4755 4777 6777; do
            touch "$place/f$mode"
            chmod "$mode" "$place/f$mode"
        done
        for mode in 0700 0702 0707 0755 0757 0772 0777 1757 1777 2755 2777 3777; do
            mkdir "$place/d$mode"
            chmod "$mode" "$place/d$mode"
        done
        ln -s /etc/passwd "$place/link"
        ln -s nowhere "$place/dangling"
        mkfifo -m 0666 "$place/fifo"
        python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$place/socket"
        chmod 0777 "$place/socket"
        mknod -m 0666 "$place/device" c 1 3 2>/dev/null || true
        touch "$place"/{nouser,nogroup}
        chown 3999999999 "$place/nouser"
        chgrp 3999999998 "$place/nogroup"
    done
    chown 1000 d1777 shut/d3777
)

# make_nasty DIRECTORY: parts of this machine, some of it opened for everybody as people do.
make_nasty() {
    local part
    mkdir "$1"
    for part in /etc /usr/share/doc/bash /usr/share/perl5 /usr/lib/git-core /usr/sbin /var/spool; do
        if [[ -d $part && $(du -sxm "$part" 2>/dev/null | cut -f 1) -lt 100 ]]; then
            cp -a --one-file-system "$part" "$1/$(tr / - <<<"${part#/}")"
        fi
    done
    find "$1" -name '*shadow*' -delete # what failed is kept
    (cd "$1" && find . -xdev ! -type l -print0 | sort -z | awk 'BEGIN { RS = ORS = "\0" } NR % 7 == 0' |
        xargs -0 chmod o+w)
    (cd "$1" && find . -xdev -type d -print0 | sort -z | awk 'BEGIN { RS = ORS = "\0" } NR % 11 == 0' |
        xargs -0 chmod +t)
}

# found TREE RULE[,RULE...]: the paths of findings of these rules, NUL-separated, ordered.
found() {
    "$PERMAP" scan "$1" --model passthrough --rule "$2" --format ndjson --quiet --fail-on none |
        python3 -c '
import base64, json, sys
paths = set()
for record in map(json.loads, sys.stdin):
    if record["type"] == "finding":
        known = record.get("path_b64")
        paths.add(base64.b64decode(known) if known else record["path"].encode())
sys.stdout.buffer.write(b"".join(path + b"\0" for path in sorted(paths)))'
}

# compare TREE RULES FIND-TESTS...: equal sets.
compare() {
    local tree=$1 rules=$2
    shift 2
    (cd "$tree" && find . -xdev "$@" -printf '%P\0') | sed -z 's/^$/./' | sort -z >"$scratch/theirs"
    found "$tree" "$rules" >"$scratch/ours"
    printf '%s, %s: %d\n' "$(basename "$tree")" "$rules" "$(tr -cd '\0' <"$scratch/theirs" | wc -c)"
    if ! cmp -s "$scratch/theirs" "$scratch/ours"; then
        fail "$(basename "$tree"): $rules is not find $*"
        diff -a <(tr '\0' '\n' <"$scratch/theirs") <(tr '\0' '\n' <"$scratch/ours") | head -n 12 || true
    fi
}

# severities TREE RULES: what they are for entries below `shut`, and elsewhere.
severities() {
    "$PERMAP" scan "$1" --model passthrough --rule "$2" --format ndjson --quiet --fail-on none |
        sed -nE 's/.*"severity":"([a-z]+)".*"path":"(shut\/)?.*/\1 \2/p' | sort -u
}

make_generated "$scratch/generated"
make_nasty "$scratch/nasty"
for tree in "$scratch/generated" "$scratch/nasty"; do
    # CIS 7.1.11; OpenSCAP file_permissions_unauthorized_world_writable
    compare "$tree" world-writable-file,world-writable-executable -type f -perm -0002
    # STIG RHEL-08-010190; OpenSCAP dir_perms_world_writable_sticky_bits
    compare "$tree" world-writable-directory -type d -perm -0002 ! -perm -1000
    # OpenSCAP dir_perms_world_writable_root_owned, of those that are sticky
    compare "$tree" world-writable-sticky -type d -perm -1002 ! -user root
    # CIS 7.1.13; OpenSCAP file_permissions_unauthorized_suid and _sgid
    compare "$tree" setuid-file -type f -perm -4000
    compare "$tree" setgid-file -type f -perm -2000
    # CIS 7.1.12; OpenSCAP no_files_unowned_by_user and file_permissions_ungroupowned
    compare "$tree" unknown-owner -nouser
    compare "$tree" unknown-group -nogroup
    # OpenSCAP device files outside /dev
    compare "$tree" device-node '(' -type b -o -type c ')'
    # All that is world-writable, of any kind but a link, is found or is a special file.
    compare "$tree" world-writable-file,world-writable-executable,world-writable-directory \
        -perm -0002 ! -type l ! -type s ! -type p ! -type b ! -type c ! '(' -type d -perm -1000 ')'
done

expected=$(printf '%s\n' 'critical ' 'high ' 'low ' 'low shut/' 'medium shut/')
got=$(severities "$scratch/generated" world-writable-file,world-writable-executable,world-writable-directory)
[[ $got == "$expected" ]] || fail "severities by reach: $got"

end
