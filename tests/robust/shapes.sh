#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/shapes.sh [--long] [--binary PATH]
#
# Trees in odd shapes, there and back: names of 255 bytes, with newlines, escape sequences, bidi
# controls and bytes that are no UTF-8 (of which none reaches a terminal as it is), a loop of bind
# mounts, and a tree in which entries vanish, grow and change their type during the walk. With
# --long a million entries in one directory.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_every_object

there_and_back() { # TREE
    local tree=$1 run=$1.run status
    facts "$tree" >"$scratch/facts.original"
    plan "$tree" "$run" >"$scratch/log" 2>&1 || fail "cannot plan $tree: $(tail -n 3 "$scratch/log")"
    status=$(permap_quietly "$scratch/log" apply "$run" --verbose)
    [[ $status -eq 0 ]] || fail "apply $tree: status $status: $(tail -n 3 "$scratch/log")"
    only_printable "$scratch/log" "apply $tree"
    status=$(permap_quietly "$scratch/log" undo "$run" --verbose --allow "$allow_real")
    [[ $status -eq 0 ]] || fail "undo $tree: status $status: $(tail -n 3 "$scratch/log")"
    only_printable "$scratch/log" "undo $tree"
    facts "$tree" >"$scratch/facts.now"
    same "$scratch/facts.original" "$scratch/facts.now" "$tree there and back" || true
}

# only_printable FILE WHAT: valid UTF-8 without control and bidi characters but the newline.
only_printable() {
    python3 -IS - "$1" <<'PYTHON' || fail "$2: raw bytes for the terminal: $(head -c 300 "$1" | od -c | head -n 8)"
import sys
import unicodedata

text = open(sys.argv[1], "rb").read().decode("utf-8")
bad = [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
sys.exit("%r" % bad if bad else 0)
PYTHON
}

odd_names() {
    local tree=$scratch/odd
    mkdir "$tree"
    python3 -IS - "$tree" <<'PYTHON'
import os
import sys

root = os.fsencode(sys.argv[1])
names = [b"n" * 255, "\u20ac".encode() * 85, b"new\nline", b"\x1b[2J\x1b]0;title\x07", b"\r hidden",
         "\u202egpj.exe".encode(), "\u2066iso\u2069\u200b".encode(), b"\xff\xfe\x80", b"\xc0\xaf",
         "\ud800".encode("utf-8", "surrogatepass"), b"-rf", b"--", b" ", b"a\\b", b"'quoted\"", b"*",
         b"\x7f\x01\x08", "\u0085\u009b31m\u2028\u2029".encode(), b"%s%n", b"#", b"~"]
for number, name in enumerate(names):
    path = os.path.join(root, name)
    if number % 3 == 0:
        os.mkdir(path)
        os.symlink(name, os.path.join(path, b"to" + name[:250]))
    elif number % 3 == 1:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o666))
    else:
        os.symlink(name, path)
for directory in [root] + [os.path.join(root, n) for n in names[::3]]:
    os.chmod(directory, 0o777)
PYTHON
    settle "$tree"
    there_and_back "$tree"
    permap_quietly "$scratch/log" scan "$tree" --verbose >/dev/null
    only_printable "$scratch/log" 'scan of odd names'
    # As on a terminal, in colour and with a progress line: only sequences of our own.
    script -qec "env -u NO_COLOR TERM=xterm '$PERMAP' scan '$tree' --verbose --progress always" \
        "$scratch/typescript" </dev/null >/dev/null 2>&1 || true
    sed -i -E '/^Script (started|done)/d; s/\x1b\[[0-9;]*[mK]//g; s/\r//g' "$scratch/typescript"
    only_printable "$scratch/typescript" 'scan of odd names on a terminal'
}

# run_on_loop STATUS ARGUMENTS...
run_on_loop() {
    local expected=$1 status
    shift
    status=$(permap_quietly "$scratch/log" "$@")
    [[ $status -eq $expected ]] ||
        fail "bind loop: '$1' ends with $status: $(tail -n 3 "$scratch/log")"
}

# A directory below itself. Nothing comes back to it but what goes across devices, once.
bind_loop() {
    local tree=$scratch/loop safety
    [[ -n ${PERMAP_IN_NAMESPACE:-} ]] || return 0
    mkdir -p "$tree/a/b/loop"
    : >"$tree/a/file"
    settle "$tree"
    facts "$tree" >"$scratch/facts.loop"
    mount --bind "$tree" "$tree/a/b/loop"
    for safety in jail dirfd; do
        run_on_loop 0 scan "$tree" --fail-on none --safety "$safety"
        run_on_loop 0 snapshot "$tree" --safety "$safety" --output "$scratch/loop.$safety"
        # the tree, its two directories and the file
        [[ $(grep -c '^\.' "$scratch/loop.$safety") -eq 4 ]] ||
            fail "snapshot of a bind loop: $(cat "$scratch/loop.$safety")"
        run_on_loop 0 check "$tree" --baseline "$scratch/loop.$safety" --safety "$safety"
        run_on_loop 0 convert "$tree" --from passthrough --to mapped-xattr --apply \
            --host-owner 64055:64056 --safety "$safety" --run "$scratch/loop.run.$safety"
        run_on_loop 0 undo "$scratch/loop.run.$safety" --safety "$safety"
    done
    run_on_loop 0 scan "$tree" --fail-on none --cross-device
    run_on_loop 0 snapshot "$tree" --cross-device --output "$scratch/loop.cross"
    [[ $(grep -c '^\.' "$scratch/loop.cross") -eq 9 ]] ||
        fail "snapshot of a bind loop across devices: $(cat "$scratch/loop.cross")"
    run_on_loop 0 probe "$tree"
    umount "$tree/a/b/loop"
    facts "$tree" >"$scratch/facts.now"
    same "$scratch/facts.loop" "$scratch/facts.now" "a bind loop there and back" || true
}

# Somebody works in the tree while it is scanned, again and again.
moving_tree() {
    local tree=$scratch/moving status worker turn
    mkdir "$tree"
    for ((turn = 0; turn < 40; ++turn)); do
        mkdir "$tree/d$turn"
        (cd "$tree/d$turn" && seq 50 | xargs touch)
    done
    python3 -IS - "$tree" <<'PYTHON' &
import os
import random
import shutil
import sys

root = sys.argv[1]
while os.path.isdir(root):
    path = os.path.join(root, "d%d" % random.randrange(40), str(random.randrange(60)))
    try:
        if os.path.islink(path) or os.path.isfile(path):
            os.unlink(path)
        elif os.path.isdir(path):
            shutil.rmtree(path)
        random.choice([lambda: os.mkdir(path), lambda: os.symlink("..", path),
                       lambda: os.mkfifo(path), lambda: open(path, "w").write("x" * 9000),
                       lambda: os.setxattr(os.path.dirname(path), "user.x", os.urandom(9))])()
    except OSError:
        pass
PYTHON
    worker=$!
    for turn in 1 2 3 4 5 6 7 8; do
        status=$(timeout 120 "$PERMAP" scan "$tree" --fail-on none --jobs 8 >"$scratch/log" 2>&1 &&
            printf 0 || printf '%s' $?)
        [[ $status -eq 0 || $status -eq 3 ]] ||
            fail "scan of a tree that moves: status $status: $(tail -n 3 "$scratch/log")"
    done
    kill "$worker"
    wait "$worker" 2>/dev/null || true
    there_and_back "$tree"
}

a_million_entries() {
    local tree=$scratch/million status
    mkdir "$tree"
    python3 -IS -c '
import os, sys
directory = os.open(sys.argv[1], os.O_RDONLY)
for number in range(1000000):
    os.close(os.open("entry-%d" % number, os.O_CREAT | os.O_WRONLY, 0o644, dir_fd=directory))
' "$tree"
    there_and_back "$tree"
}

odd_names
bind_loop
moving_tree
if [[ $long == yes ]]; then
    a_million_entries
fi
end
