// SPDX-License-Identifier: Apache-2.0
// Marks of unfinished runs: on a directory, in a metadata file, above the root.
#include "scanner/surroundings.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/unit/scanner/rule_case.hpp"

#include <gmock/gmock.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr const char* kRule = "interrupted-run";

class Unfinished : public testing::TestWithParam<RuleCase> {};

TEST_P(Unfinished, FiresWithTheRightSeverity) {
    EXPECT_EQ(severity_from(GetParam()), GetParam().expected);
}

Sample metadata_file(std::string text) {
    return file(0600).named(".virtfs_metadata_root").beginning_with(std::move(text));
}

INSTANTIATE_TEST_SUITE_P(
    Marks, Unfinished,
    testing::Values(
        RuleCase{"Trusted", kRule, directory(0700).other_attribute("trusted.permap.run"),
                 Severity::high},
        RuleCase{"User", kRule, directory(0700).other_attribute("user.permap.run"), Severity::high},
        RuleCase{"NotOnAFile", kRule, file(0600).other_attribute("user.permap.run"), kNone},
        RuleCase{"OtherAttribute", kRule, directory(0700).other_attribute("user.permap.runs"),
                 kNone},
        RuleCase{"LineAfterOthers", kRule,
                 metadata_file("virtfs.uid=0\n# permap.run run 12 file /x\n"), Severity::high},
        RuleCase{"FirstLine", kRule, metadata_file("# permap.run run 12 file /x\n"),
                 Severity::high},
        RuleCase{"OtherComment", kRule, metadata_file("# permap.runs\nvirtfs.uid=0\n"), kNone},
        RuleCase{"WithinALine", kRule, metadata_file("virtfs.uid=0 # permap.run x\n"), kNone},
        RuleCase{"OtherName", kRule,
                 file(0600).named("notes").beginning_with("# permap.run run 1 file /x\n"), kNone}),
    name_of);

TEST(InterruptedAbove, IsFoundWithAnyFormOfMark) {
    const tests::ScratchDirectory scratch;
    scratch.make_directory("a");
    scratch.make_directory("a/root");
    scratch.set_xattr(".", "user.permap.run", "run 12 file /x");
    scratch.make_file("a/.virtfs_metadata_root", "# permap.run run 13 file /y\n");

    const Surroundings around = read_surroundings(scratch.path_of("a/root"));

    EXPECT_THAT(around.marks_above,
                ElementsAre(Pair(scratch.path(), "user.permap.run"),
                            Pair(scratch.path_of("a"), ".virtfs_metadata_root")));
    EXPECT_THAT(find_rule(kRule)->check_root(around, {}), SizeIs(2));
}

TEST(InterruptedAbove, DoesNotCountTheRootItself) {
    const tests::ScratchDirectory scratch;
    scratch.make_directory("root");
    scratch.set_xattr("root", "user.permap.run", "run 12 file /x");

    EXPECT_THAT(read_surroundings(scratch.path_of("root")).marks_above, IsEmpty());
}

} // namespace
} // namespace permap::scanner
