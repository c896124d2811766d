#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/robust/terminal.sh [--long] [--binary PATH]
#
# permap in a real terminal (tmux): one progress line that is rewritten, also after the window became
# narrower or wider, and gone at the end, for every command that takes long; Ctrl-C once and twice, in
# a conversion, too; a reader that leaves; and no such line in a pipe. strace makes the walk slow enough
# to be watched. streams.sh has what needs no terminal.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"
requires_root
requires_strace
command -v tmux >/dev/null || skip 'needs tmux'

export TMUX_TMPDIR=$scratch
unset TMUX
terminal() {
    tmux -L permap -f /dev/null "$@"
}
# Ends the terminal and waits until its processes are gone: they work in the scratch directory.
stop_children() {
    local pid tries pids
    pids=$(terminal list-panes -a -F '#{pid} #{pane_pid}' 2>/dev/null || true)
    terminal kill-server 2>/dev/null || true
    for pid in $pids; do
        for ((tries = 0; tries < 100; tries++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.05
        done
    done
}

# wait_for PATTERN: until the screen shows it; the screen is in $screen.
wait_for() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        screen=$(terminal capture-pane -p)
        if grep -E -- "$1" <<<"$screen" >/dev/null; then
            return 0
        fi
        sleep 0.05
    done
    fail "the terminal never shows '$1' but: $screen"
    return 1
}

# type TEXT: typed into the shell of the terminal, with Enter.
type_line() {
    terminal send-keys -l "$1"
    terminal send-keys Enter
}

# count_lines PATTERN: how many lines of the screen match.
count_lines() {
    grep -cE -- "$1" <<<"$screen" || true
}

make_directories() {
    mkdir "$1"
    local number
    for number in {1..400}; do
        mkdir "$1/directory-$number"
        : >"$1/directory-$number/file"
    done
}

make_directories "$scratch/tree"
cat >"$scratch/slowly" <<SCRIPT
#!/bin/sh
# each directory is listed with a delay
exec strace -f -qq -o /dev/null -e trace=getdents64 -e signal=none \\
    -e inject=getdents64:delay_exit=\$DELAY "$PERMAP" "\$@" --jobs 1
SCRIPT
chmod 0755 "$scratch/slowly"
terminal new-session -d -x 100 -y 40 "env PS1='\$ ' HOME=$scratch bash --norc --noprofile"
type_line "cd $scratch"

# ---- one line, rewritten, and gone at the end ----
type_line 'DELAY=8000 ./slowly scan tree --model passthrough --fail-on none; echo "status $?"'
wait_for '^scanning: [0-9]+ entries in' || end
first=$(grep -oE 'scanning: [0-9]+' <<<"$screen" | head -n 1)
wait_for '^scanning: [0-9]+ entries in [0-9]+ directories, [0-9]+/s' || true
sleep 0.5
wait_for '^scanning: ' || true
[[ $(count_lines '^scanning: ') -eq 1 ]] || fail "more than one progress line: $screen"
[[ $(grep -oE 'scanning: [0-9]+' <<<"$screen" | head -n 1) != "$first" ]] ||
    fail "the progress line does not move on: $screen"
# The terminal itself wraps what was written for the wide window: that row stays, but none is added.
terminal resize-window -x 30
sleep 1
screen=$(terminal capture-pane -p)
[[ $(count_lines '^scanning: ') -le 2 ]] || fail "more than one line in a narrow window: $screen"
terminal resize-window -x 100
wait_for '^status 0' || true
[[ $(count_lines '^scanning: .*/s') -eq 0 ]] || fail "the line is still there at the end: $screen"

# ---- a window that becomes wider again and again ----
type_line clear
terminal resize-window -x 60
type_line 'DELAY=6000 ./slowly scan tree --model passthrough --fail-on none -o report; echo "status $?"'
wait_for '^scanning: ' || true
for columns in 70 80 90 100 110 120; do
    terminal resize-window -x "$columns"
    sleep 0.3
    screen=$(terminal capture-pane -p)
    [[ $(count_lines 'scanning: ') -le 1 ]] || fail "more than one line at $columns columns: $screen"
done
wait_for '^status 0' || true
# The command may itself be wrapped; besides it and the prompt there is nothing.
[[ $(grep -cvE '^$|slowly scan|^ *\$|echo "status|^status 0' <<<"$screen" || true) -eq 0 ]] ||
    fail "something is left on the screen: $screen"

# ---- a window that is narrow from the beginning ----
type_line clear
terminal resize-window -x 30
sleep 0.5 # tmux takes its time with the second of two
type_line 'DELAY=5000 ./slowly scan tree --model passthrough --fail-on none -o report; echo "status $?"'
wait_for '^scanning: ' || true
sleep 1.5
wait_for '^scanning: ' || true
[[ $(count_lines 'scanning: ') -eq 1 ]] || fail "wrapped and repeated: $screen"
wait_for '^status 0' || true
[[ $(count_lines 'scanning: ') -eq 0 ]] || fail "the line is still there: $screen"
terminal resize-window -x 100

# ---- Ctrl-C ----
type_line clear
type_line 'DELAY=20000 ./slowly scan tree --model passthrough --fail-on none; echo "status $?"'
wait_for '^scanning: [0-9]+ entries' || true
terminal send-keys C-c
wait_for '^status 130' || true
[[ $(count_lines '^scanning: ') -eq 0 ]] || fail "a progress line is left by Ctrl-C: $screen"
grep -F 'Interrupted:' <<<"$screen" >/dev/null || fail "it does not say that it is not all: $screen"

type_line clear
type_line 'DELAY=20000 ./slowly scan tree --model passthrough --fail-on none; echo "status $?"'
wait_for '^scanning: [0-9]+ entries' || true
terminal send-keys C-c C-c # signals.py has this while a worker hangs
wait_for '^status 130' || true

# ---- in the midst of a conversion, and the other commands that take long ----
# The progress line shows what is done at the moment; where PATTERN is not seen, the command has none.
shows() { # PATTERN COMMAND
    type_line clear
    type_line "DELAY=5000 ./slowly $2 >/dev/null; echo \"status \$?\""
    wait_for "$1" || true
    wait_for '^status [0-9]+' || true
    [[ $(count_lines '^[a-z ]+: [0-9]+ entries') -eq 0 ]] || fail "$2 leaves its line: $screen"
}
host='--host-owner 64055:64055'
shows '^scanning: [0-9]+ entries' 'snapshot tree --model passthrough -o tree.mtree'
shows '^scanning: [0-9]+ entries' 'check tree --model passthrough --baseline tree.mtree'
shows '^planning: [0-9]+ entries' "convert tree --to mapped-xattr $host --run tree.run"

type_line clear
type_line 'DELAY=20000 ./slowly apply tree.run; echo "status $?"'
wait_for '^(closing directories|converting): [0-9]+ entries' || true
terminal send-keys C-c
wait_for '^status 130' || true
# whichever way a long path breaks the line
tr '\n' ' ' <<<"$screen" | grep -E "permap (apply|undo) +[^ ]*tree\.run" >/dev/null ||
    fail "it does not say how to go on: $screen"
shows '^(closing directories|converting): [0-9]+ entries' 'apply tree.run'
[[ $("$PERMAP" status "$scratch/tree.run") == *'state    applied'* ]] || fail 'an interrupted run does not go on'
shows '^(closing directories|converting): [0-9]+ entries' 'undo tree.run'

# ---- a reader that leaves ----
type_line clear
# shellcheck disable=SC2016 # for the shell in the terminal
type_line 'DELAY=20000 ./slowly scan tree --model passthrough --verbose --format ndjson 2>/dev/null | head -n 1 | cut -c 1-16; echo "status ${PIPESTATUS[0]}"'
wait_for '^status [0-9]+' || true
[[ $(count_lines '^..type.:.header.') -eq 1 ]] || fail "not the first record alone: $screen"

# ---- what comes beside it ----
# Records on the same terminal: no line among them.
type_line clear
type_line 'DELAY=4000 ./slowly scan tree --model passthrough --fail-on none --format ndjson; echo "status $?"'
wait_for '^status 0' || true
[[ $(count_lines 'scanning: ') -eq 0 ]] || fail "a progress line among the records: $screen"

# In a pipe: neither the line nor the characters that rewrite one.
DELAY=5000 "$scratch/slowly" scan "$scratch/tree" --model passthrough --fail-on none 2>&1 >"$scratch/out" |
    cat >"$scratch/err"
if grep -aE $'\r|\x1B' "$scratch/out" "$scratch/err" >/dev/null; then
    fail "control characters in a pipe: $(cat -v "$scratch/out" "$scratch/err")"
fi
if grep -aF 'scanning: ' "$scratch/err" >/dev/null; then
    fail "a progress line in a pipe, within seconds: $(cat -v "$scratch/err")"
fi
printf 'a terminal of 30 to 120 columns, Ctrl-C once and twice, all long commands, records, pipes\n'
end
