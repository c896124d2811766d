#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/packaging/completions.sh bash|zsh|fish COMPLETIONS
#
# Completes command lines as a person does: an interactive shell in a terminal (tmux), typing and the
# tabulator key. COMPLETIONS is the directory with the generated files. Skips with 125 where the shell
# or tmux is missing.
set -euo pipefail

shell=$1
completions=$(realpath "$2")
for program in tmux "$shell"; do
    if ! command -v "$program" >/dev/null; then
        printf 'skipped: needs %s\n' "$program"
        exit 125
    fi
done

scratch=$(mktemp -d "${TMPDIR:-/tmp}/permap-completions.XXXXXX")
export TMUX_TMPDIR=$scratch
unset TMUX
terminal() {
    tmux -L permap -f /dev/null "$@"
}
trap 'terminal kill-server 2>/dev/null || true; sleep 0.2; rm -rf "$scratch"' EXIT

# Nothing of the caller's configuration; the prompt is the same everywhere. For the shells a program
# permap has to exist.
home=$scratch/home
mkdir -p "$home/tree/below" "$scratch/bin" "$home/.config/fish"
: >"$home/tree/my plan.run"
printf '#!/bin/sh\n' >"$scratch/bin/permap"
chmod 0755 "$scratch/bin/permap"
case $shell in
bash)
    printf 'PS1="$ "\nsource %q\n' "$completions/permap" >"$home/.bashrc"
    start='bash --rcfile .bashrc'
    ;;
zsh)
    # shellcheck disable=SC2016 # for zsh to expand
    printf 'PS1="$ "\nfpath=(%q $fpath)\nautoload -U compinit\ncompinit -u -D\n' "$completions" >"$home/.zshrc"
    start='zsh -d'
    ;;
fish)
    cat >"$home/.config/fish/config.fish" <<CONFIG
set -g fish_autosuggestion_enabled 0
function fish_prompt; printf '\$ '; end
function fish_greeting; end
source '$completions/permap.fish'
CONFIG
    start=fish
    ;;
esac
terminal new-session -d -x 200 -y 50 -c "$home" "env -u ZDOTDIR -u XDG_CONFIG_HOME HOME=$home LC_ALL=C.UTF-8 PATH=$scratch/bin:$PATH $start"

# wait_for LINE: until the screen has exactly this line; zsh may add a = or , that goes with a space.
wait_for() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        screen=$(terminal capture-pane -p)
        if grep -Fx -e "$1" -e "$1=" -e "$1," <<<"$screen" >/dev/null; then
            return 0
        fi
        sleep 0.05
    done
    return 1
}

# completes TYPED LINE: TYPED and the tabulator give LINE, the prompt apart.
completes() {
    terminal send-keys C-u C-l
    wait_for '$' || true
    terminal send-keys -l "$1"
    terminal send-keys Tab
    if ! wait_for "\$ $2"; then
        printf '%s: %q does not become %q but: %s\n' "$shell" "$1" "$2" "$screen"
        exit 1
    fi
}

# offers TYPED WORD...: pressed twice, it shows all of these.
offers() {
    local typed=$1 word
    shift
    terminal send-keys C-u C-l
    wait_for '$' || true
    terminal send-keys -l "$typed"
    terminal send-keys Tab
    sleep 0.2
    terminal send-keys Tab
    for word in "$@"; do
        for ((tries = 0; tries < 100; tries++)); do
            screen=$(terminal capture-pane -p)
            [[ $screen != *"$word"* ]] || break
            sleep 0.05
        done
        if [[ $screen != *"$word"* ]]; then
            printf '%s: %q does not offer %q but: %s\n' "$shell" "$typed" "$word" "$screen"
            exit 1
        fi
    done
}

wait_for '$' || printf 'no prompt: %s\n' "$screen"
completes 'permap conv' 'permap convert'
completes 'permap scan --files' 'permap scan --files-from'
completes 'permap convert tree --to mapped-x' 'permap convert tree --to mapped-xattr'
completes 'permap scan --fail-on crit' 'permap scan --fail-on critical'
completes 'permap scan --color=nev' 'permap scan --color=never'
completes 'permap snapshot --format mt' 'permap snapshot --format mtree'
completes 'permap rules world-writable-st' 'permap rules world-writable-sticky'
completes 'permap scan --rule setuid-file,world-writable-st' 'permap scan --rule setuid-file,world-writable-sticky'
completes 'permap status tree/my' 'permap status tree/my\ plan.run'
completes 'permap scan --host-files tree/' 'permap scan --host-files tree/below/'
completes 'permap scan tree/' 'permap scan tree/below/'
offers 'permap ' scan probe shares explain convert apply undo status snapshot check rules
offers 'permap convert --to ' passthrough mapped-xattr mapped-file none fake-super override-stat
offers 'permap scan --' --model --host-owner --fail-on --format --exclude
