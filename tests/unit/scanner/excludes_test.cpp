// SPDX-License-Identifier: Apache-2.0
#include "scanner/excludes.hpp"

#include "tests/support/result_matchers.hpp"

#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using codec::Kind;
using tests::Succeeds;

const std::vector<std::string> kRoots = {"/srv/share", "/mnt/link"};
const std::vector<std::string> kOthers = {"/srv/other"};

struct MatchCase {
    const char* name;
    const char* pattern;
    const char* path;
    bool expected;
    Kind kind = Kind::file;
};

std::ostream& operator<<(std::ostream& out, const MatchCase& row) {
    return out << row.pattern << " on " << row.path;
}

class Exclude : public testing::TestWithParam<MatchCase> {};

TEST_P(Exclude, MatchesWhatItSays) {
    const std::vector<std::string> patterns = {GetParam().pattern};
    const std::string path = GetParam().path;
    const std::string name = path.substr(path.rfind('/') + 1);

    const auto excludes = Excludes::parse(patterns, kRoots, kOthers);

    ASSERT_THAT(excludes, Succeeds());
    EXPECT_EQ(excludes->matches(name, GetParam().kind, [&] { return path; }), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Patterns, Exclude,
    testing::Values(
        MatchCase{"NameAnywhere", "x", "a/b/x", true}, MatchCase{"NameInTheRoot", "x", "x", true},
        MatchCase{"OtherName", "x", "xx", false}, MatchCase{"PathFromTheRoot", "a/x", "a/x", true},
        MatchCase{"PathNotAnywhere", "a/x", "b/a/x", false},
        MatchCase{"Anchored", "./x", "x", true},
        MatchCase{"AnchoredElsewhere", "./x", "a/x", false},
        MatchCase{"AnchoredStar", "./*.x", "a.x", true},
        MatchCase{"AnchoredStarElsewhere", "./*.x", "a/b.x", false},
        MatchCase{"AnchoredBracketElsewhere", "./[a]*", "a/b", false},
        MatchCase{"AnchoredStarIsNotTheRoot", "./*", ".", false},
        MatchCase{"AnchoredStarOfADirectory", "./*/", "a", true, Kind::directory},
        MatchCase{"AnchoredFirstPartAlone", "./a/*.x", "a/b/c.x", true},
        MatchCase{"AbsoluteStar", "/srv/share/*.x", "a.x", true},
        MatchCase{"AbsoluteStarElsewhere", "/srv/share/*.x", "a/b.x", false},
        MatchCase{"DirectoryOnly", "x/", "a/x", true, Kind::directory},
        MatchCase{"DirectoryOnlyNotAFile", "x/", "a/x", false},
        MatchCase{"AnchoredDirectory", "./x/", "a/x", false, Kind::directory},
        MatchCase{"PathOfADirectory", "a/x/", "a/x", true, Kind::directory},
        MatchCase{"DoubledSlash", "a//x", "a/x", true},
        MatchCase{"DotInside", "a/./x", "a/x", true},
        MatchCase{"Absolute", "/srv/share/x", "x", true},
        MatchCase{"AbsoluteElsewhere", "/srv/share/x", "a/x", false},
        MatchCase{"AbsoluteByItsOtherName", "/mnt/link/a/*.o", "a/b.o", true},
        MatchCase{"BelowAnotherRoot", "/srv/other/x", "x", false},
        MatchCase{"StarPassesSlashes", "a/*.o", "a/b/c.o", true},
        MatchCase{"Bracket", "[ab]x", "bx", true}, MatchCase{"ClosingFirst", "[]a]", "]", true},
        MatchCase{"Class", "[[:digit:]]", "7", true}, MatchCase{"Escaped", "\\[", "[", true},
        MatchCase{"EscapedInside", "[\\]]", "]", true}),
    [](const auto& row) { return row.param.name; });

struct RefusalCase {
    const char* name;
    const char* pattern;
    const char* message;
};

std::ostream& operator<<(std::ostream& out, const RefusalCase& row) {
    return out << row.pattern;
}

class RefusedExclude : public testing::TestWithParam<RefusalCase> {};

TEST_P(RefusedExclude, IsNamed) {
    const std::vector<std::string> patterns = {"fine", GetParam().pattern};

    const auto excludes = Excludes::parse(patterns, kRoots, kOthers);

    ASSERT_FALSE(excludes);
    EXPECT_EQ(base::to_text(excludes.error()), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Patterns, RefusedExclude,
    testing::Values(
        RefusalCase{"Empty", "", "--exclude: an empty pattern matches nothing"},
        RefusalCase{"OpenBracket", "a[b",
                    "--exclude 'a[b': has a '[' without its ']': write \\[ where the name has one"},
        RefusalCase{"OpenClass", "[[:alpha:]",
                    "--exclude '[[:alpha:]': has a '[' without its ']': write \\[ where the name "
                    "has one"},
        RefusalCase{"Backslash", "a\\",
                    "--exclude 'a\\\\': ends in a backslash, which has nothing to stand before: "
                    "write \\\\ for one"},
        RefusalCase{"Outside", "/etc/x",
                    "--exclude '/etc/x': is outside the tree: write ./NAME for a name in its root, "
                    "NAME for one anywhere"},
        RefusalCase{"Sibling", "/srv/share2/x",
                    "--exclude '/srv/share2/x': is outside the tree: write ./NAME for a name in "
                    "its root, NAME for one anywhere"},
        RefusalCase{"Root", "/srv/share/",
                    "--exclude '/srv/share/': is the root itself, which cannot be left out"},
        RefusalCase{"Dot", ".", "--exclude '.': is the root itself, which cannot be left out"},
        RefusalCase{"Upwards", "a/../b",
                    "--exclude 'a/../b': has '..' in it, which is in no path of an entry"}),
    [](const auto& row) { return row.param.name; });

} // namespace
} // namespace permap::scanner
