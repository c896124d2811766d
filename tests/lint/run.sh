#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/lint/run.sh
#
# Feeds scripts/lint small projects with one fault each and checks that it complains about that
# fault, and one without fault about which it must be silent. Ends with the count of results.
set -euo pipefail

lint=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../scripts" && pwd)/lint
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

spdx='// SPDX-License-Identifier: Apache-2.0'
header="$spdx"$'\n// A thing. It is not another thing.\n#pragma once'

# tree FILE TEXT: a new project that holds this one file.
tree() {
    rm -rf "$scratch/project"
    mkdir -p "$scratch/project/$(dirname "$1")"
    printf '%s\n' "$2" >"$scratch/project/$1"
}

outcome() { # DESCRIPTION ok|wrong
    if [[ $2 == ok ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED lint/%s\n%s\n' "$1" "$output"
    fi
}

# complains FILE TEXT EXPECTED: lint fails and says EXPECTED about FILE.
complains() {
    local verdict=wrong
    tree "$1" "$2"
    if ! output=$("$lint" --root "$scratch/project" 2>&1) && [[ $output == *"$1:"*"$3"* ]]; then
        verdict=ok
    fi
    outcome "complains about: $3" "$verdict"
}

accepts() {
    local verdict=wrong
    tree "$1" "$2"
    if output=$("$lint" --root "$scratch/project" 2>&1); then
        verdict=ok
    fi
    outcome "accepts: $3" "$verdict"
}

many_lines() {
    yes '// line' | head -n "$1" || true
}

complains base/a.cpp "$spdx"$'\n#include "codec/facts.hpp"' "base/ may not include"
complains codec/a.cpp "$spdx"$'\n#include "scanner/walker.hpp"' "codec/ may not include"
complains report/a.cpp "$spdx"$'\n#include "scanner/walker.hpp"' "report/ may not include"
complains cli/a.cpp "$spdx"$'\n#include "tests/support/tree.hpp"' "cli/ may not include"
complains base/a.cpp "$spdx"$'\n#include "a.hpp"' "by its path from the root"
accepts report/a.cpp "$spdx"$'\n#include "scanner/finding.hpp"' "a data header in report/"
accepts tests/a.cpp "$spdx"$'\n#include "scanner/walker.hpp"' "everything in tests/"

complains base/a.hpp "$header"$'\nstruct S {\n    Result<int> parse(int text);\n};' \
    "needs [[nodiscard]]"
complains base/a.hpp "$header"$'\nbase::Result<std::vector<int>>\nread_all(const Fd& fd);' \
    "needs [[nodiscard]]"
accepts base/a.hpp "$header"$'\n[[nodiscard]] static Result<int>\nread_all(const Fd& fd); // Result<int> f(' \
    "a Result that is marked"
accepts base/a.hpp "$header"$'\nusing Read = std::function<Result<int>(int)>;\nResult<int> last;' \
    "a Result that is not returned"

complains base/a.hpp "$spdx"$'\n// A thing.\nint f();' "no '#pragma once'"
complains base/a.hpp "$spdx"$'\n#pragma once\nint f();' "no file comment"
complains base/a.cpp 'int f();' "SPDX"
complains base/a.hpp "$header"$'\nusing namespace std;' "'using namespace'"
complains base/a.cpp "$spdx"$'\n'"$(many_lines 350)" "the limit is 350"
complains base/a.hpp "$header"$'\n'"$(many_lines 200)" "the limit is 200"
complains tests/a_test.cpp "$spdx"$'\n'"$(many_lines 400)" "the limit is 400"

complains mapper/a.cpp "$spdx"$'\nvoid f() { std::cout << 1; }' "only cli/ and report/ print"
complains scanner/a.cpp "$spdx"$'\nvoid f() { printf("x"); }' "only cli/ and report/ print"
accepts scanner/a.cpp "$spdx"$'\nvoid f() { snprintf(a, b, "x"); } // not printf(' "snprintf"
complains scanner/rules.cpp "$spdx"$'\n#include <tbb/task_group.h>' "oneTBB is known to"
accepts scanner/walker.cpp "$spdx"$'\n#include <oneapi/tbb/task_group.h>' "oneTBB in the walker"
complains mapper/a.cpp "$spdx"$'\nvoid f() { spdlog::warn("x"); }' "libraries log at debug"
accepts cli/a.cpp "$spdx"$'\nvoid f() { spdlog::warn("x"); }' "warnings in cli/"

complains base/path_utils.cpp "$spdx" "says nothing about what is inside"
complains docs/a.txt 'see /wo''rk/notes' "outside the project"
complains base/a.cpp "$spdx"$'\n// see MISSING\x2emd' "which is not in the project"
complains scripts/a $'#!/usr/bin/env bash\necho $1' "SC2086"

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
