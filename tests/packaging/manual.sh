#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/packaging/manual.sh PERMAP PAGES
#
# The manual pages in the directory PAGES: two programs that format them find nothing to complain
# about, every command has one, each has the sections that people look for, and the options in them
# are those of --help, all of which the parser takes. The page of policies has every key that the
# program knows, and its example is one.
set -euo pipefail

permap=$1
pages=$2
failed=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/permap-manual.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
complain() {
    printf '%s\n' "$*"
    failed=1
}

# lint PAGE
lint() {
    local complaints section
    complaints=$(mandoc -T lint -W warning "$1" || true)
    complaints+=$(MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -l "$1" 2>&1 >/dev/null || true)
    [[ -z $complaints ]] || complain "$1: $complaints"
    for section in NAME DESCRIPTION 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
        grep -x "\.SH $section" "$1" >/dev/null || complain "$1: no section $section"
    done
    if grep -nE '@[A-Z]+' "$1"; then
        complain "$1: a mark was not replaced"
    fi
}

# What the page lists as options, as a reader sees it, in their order.
options_of_page() {
    MANWIDTH=200 LC_ALL=C.UTF-8 man -P cat -l "$1" | sed -n '/^OPTIONS/,/^[A-QS-Z]/p' |
        grep -oE '^       (-[a-z0-9])?(, )?(--[a-z-]+)?' | tr -d ' ' | tr ',' '\n' | grep -- '^-'
}

options_of_help() {
    "$permap" "$1" --help | grep -oE '^  (-[a-z0-9], |    )--[a-z-]+|^  -[a-z0-9] ' | tr -d ' ' |
        tr ',' '\n'
}

# check_policy TEXT: what permap says of a policy with this text.
check_policy() {
    printf '%b' "$1" >"$scratch/policy.toml"
    "$permap" check "$scratch/tree" --config none --policy "$scratch/policy.toml" 2>&1
}

# keys_of TEXT: the keys that could stand in the place of the unknown one in TEXT.
keys_of() {
    { check_policy "$1" || true; } | sed -n 's/.*no such key: want one of //p' | tr -d ','
}

# What a reader sees of a page, without the line breaks.
words_of() {
    MANWIDTH=200 LC_ALL=C.UTF-8 man -P cat -l "$1" | sed -E 's/^ +//'
}

lint_policy_page() {
    local page=$1 keys key example
    mkdir "$scratch/tree"
    keys="$(keys_of 'x = 1\n') $(keys_of '[[expect]]\nx = 1\n') $(keys_of '[[waive]]\nx = 1\n')"
    [[ $(wc -w <<<"$keys") -ge 17 ]] || complain "only these keys of policies: $keys"
    for key in $keys; do
        words_of "$page" | grep -E "^(\[+|[a-z, -]*, )?$key(\]|,| |$)" >/dev/null ||
            complain "$page has nothing of the key $key"
    done
    example=$(words_of "$page" | sed -n '/^EXAMPLES/,/^\$ permap check/{/^\[/,/^\$/p}' | sed '/^\$/d')
    [[ $example == *'[[expect]]'*'[[waive]]'* ]] || complain "$page: no example of a policy: $example"
    check_policy "${example//\\/\\\\}\n" >"$scratch/said" ||
        complain "$page: the example is no policy: $(<"$scratch/said")"
}

for page in "$pages"/*.[157]; do
    lint "$page"
done

mapfile -t commands < <("$permap" --help | sed -nE 's/^  ([a-z]+) .*/\1/p')
[[ ${#commands[@]} -ge 11 ]] || complain "only ${#commands[@]} commands in --help"
for command in "${commands[@]}"; do
    page=$pages/permap-$command.1
    if [[ ! -e $page ]]; then
        complain "no page for permap $command"
        continue
    fi
    in_page=$(options_of_page "$page")
    in_help=$(options_of_help "$command")
    [[ $in_page == "$in_help" ]] ||
        complain "options of $page differ from --help: $(diff <(printf '%s\n' "$in_help") <(printf '%s\n' "$in_page") || true)"
    for option in $in_page; do
        if said=$("$permap" "$command" "$option" 2>&1 </dev/null) ||
            [[ $said != *'not expected: '"$option"* ]]; then
            continue
        fi
        complain "permap $command does not know $option, which its page has"
    done
    grep -F "permap\\-$command" "$pages/permap.1" >/dev/null || complain "permap.1 has no $command"
done
lint_policy_page "$pages/permap-policy.5"
[[ $failed -eq 0 ]] && printf '%d pages\n' "$(find "$pages" -name 'permap*' | wc -l)"
exit "$failed"
