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
complains $'docs/a\x2emd' 'shown by missing_test.cpp' "mentions missing_test.cpp, which is not in the project"
complains scripts/a $'#!/usr/bin/env bash\necho $1' "SC2086"

# ---- clang-tidy: what is wrong is seen in whichever file of a batch it stands ---------------------

add() { # FILE TEXT: to the present project
    printf '%s\n' "$2" >"$scratch/project/$1"
}

# shellcheck disable=SC2016 # CMake expands it
tree CMakeLists.txt 'cmake_minimum_required(VERSION 3.25)
project(bad LANGUAGES CXX)
include_directories("${PROJECT_SOURCE_DIR}")
add_library(bad base/first.cpp base/middle.cpp base/last.cpp)'
mkdir "$scratch/project/base"
cp "$(dirname "$lint")"/../{CMakePresets.json,.clang-tidy} "$scratch/project/"
export XDG_CACHE_HOME=$scratch/cache

tidy() {
    output=$("$lint" --root "$scratch/project" --tidy "$@" 2>&1)
}

add base/header.hpp $'#pragma once\ninline int *none() { return 0; }'
add base/first.cpp $'#include <utility>\nint first() { return 1; }'
add base/middle.cpp $'#include "base/header.hpp"\n
int Middle() { return 1; }
namespace {
int part(int of, int by) {
    return by == 0 ? of / by : of;
}
}
int middle(int of, int by) { return part(of, by); }
int called(int *pointer) { return pointer == nullptr ? *pointer : 1; }'
add base/last.cpp $'int called(int *pointer);\n
bool last(int of) {
    int present = called(&of);
    if (present = of) {
        return true;
    }
    return false;
}'

verdict=ok
if tidy; then
    verdict=wrong
fi
outcome 'clang-tidy fails' "$verdict"
for expected in 'base/header.hpp:2:*[modernize-use-nullptr' \
    "base/middle.cpp:3:*invalid case style for function 'Middle'" \
    'base/middle.cpp:6:*[clang-analyzer-core.DivideZero' \
    'base/middle.cpp:10:*[clang-analyzer-core.NullDereference' \
    'base/last.cpp:5:*[bugprone-assignment-in-if-condition'; do
    verdict=wrong
    # shellcheck disable=SC2053 # a pattern
    if [[ $output == *$expected* ]]; then
        verdict=ok
    fi
    outcome "clang-tidy says: $expected" "$verdict"
done

# The include is another file's: both are clean in a batch.
add base/middle.cpp $'#include <utility>\n\nusing std::swap;\nint middle() { return 1; }'
add base/last.cpp $'int last(int of) { return std::exchange(of, 1); }'
verdict=wrong
if ! tidy && [[ $output == *'base/middle.cpp:3:'*'[misc-unused-using-decls'* &&
    $output == *'base/last.cpp:1:'*"undeclared identifier 'std'"* ]]; then
    verdict=ok
fi
outcome 'clang-tidy looks at each file alone, too' "$verdict"

add base/last.cpp 'int last() { return 1; }'
add base/middle.cpp $'int middle() { return 1; }'
for run in first second; do
    verdict=wrong
    if tidy && [[ -z $output ]]; then
        verdict=ok
    fi
    outcome "clang-tidy of files without fault, the $run time" "$verdict"
done
add base/middle.cpp $'int Middle() { return 1; }'
verdict=wrong
if tidy base/first.cpp && ! tidy base/middle.cpp base/first.cpp; then
    verdict=ok
fi
outcome 'clang-tidy of the files that are named' "$verdict"

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
