// SPDX-License-Identifier: Apache-2.0
#include "cli/defaults.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using tests::FailsSaying;
using tests::FailsWith;
using tests::HasValue;
using tests::Succeeds;

auto is_default(const std::string& command, const std::string& key, const std::string& value) {
    return AllOf(Field(&Default::command, command), Field(&Default::key, key),
                 Field(&Default::values, ElementsAre(value)));
}

TEST(ParseDefaults, TakesTextsNumbersAndFlagsAsTheyWouldBeTyped) {
    EXPECT_THAT(parse_defaults("color = \"never\"\njobs = 4\nquiet = true\n", "file"),
                HasValue(testing::UnorderedElementsAre(is_default("", "color", "never"),
                                                       is_default("", "jobs", "4"),
                                                       is_default("", "quiet", "true"))));
}

TEST(ParseDefaults, TakesAListOfTexts) {
    EXPECT_THAT(parse_defaults("exclude = [\"a\", \"b\"]\n", "file"),
                HasValue(ElementsAre(Field(&Default::values, ElementsAre("a", "b")))));
}

TEST(ParseDefaults, PutsWhatIsSaidOfOneCommandBehindWhatIsSaidOfAll) {
    EXPECT_THAT(
        parse_defaults("verbose = true\n[scan]\njobs = 1\n", "file"),
        HasValue(ElementsAre(is_default("", "verbose", "true"), is_default("scan", "jobs", "1"))));
}

TEST(ParseDefaults, KnowsThePlaceOfEach) {
    EXPECT_THAT(parse_defaults("\n[scan]\njobs = 1\n", "etc/permap.toml"),
                HasValue(ElementsAre(Field(&Default::place, "etc/permap.toml:3: scan.jobs"))));
}

struct Mistake {
    const char* name;
    const char* text;
    const char* said;
};

class ParseDefaultsOf : public testing::TestWithParam<Mistake> {};

TEST_P(ParseDefaultsOf, IsRefused) {
    EXPECT_THAT(parse_defaults(GetParam().text, "file"), FailsSaying(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, ParseDefaultsOf,
    testing::Values(
        Mistake{"WhatMakesACommandWrite", "apply = true", "file:1: apply: no option"},
        Mistake{"WhatDecidesAConversion", "[convert]\nto = \"none\"", "file:2: convert.to"},
        Mistake{"AnUnknownCommand", "\n[scna]\njobs = 1", "file:2: [scna]: no such command"},
        Mistake{"ATableInACommand", "[scan.rules]\nx = 1", "scan.rules: no option"},
        Mistake{"AFraction", "jobs = 1.5", "file:1: jobs: want a text"},
        Mistake{"AFractionInAList", "exclude = [\"a\", 1.5]", "file:1: exclude: want"},
        Mistake{"NoToml", "jobs = \n", "file:1"},
        Mistake{"AnEscapeInAKey", "\"\\u001b[2J\" = 1", "file:1: \\x1b[2J"}),
    [](const auto& row) { return std::string(row.param.name); });

/// A parser as a command has one, and a file with defaults for it.
class ApplyDefaults : public testing::Test {
protected:
    ApplyDefaults() {
        app_.add_option("--color", colour_)->type_name("auto|always|never");
        app_.add_option("--exclude", excludes_)->type_name("PATTERN");
        app_.add_flag("--quiet", is_quiet_);
    }

    /// Parses the words, the last first as the library wants them, and takes defaults from `text`.
    base::Result<void> parse(std::vector<std::string> words, const std::string& text,
                             std::uint32_t mode = 0644) {
        directory_.make_file("permap.toml", text, mode);
        app_.parse(std::move(words));
        return apply_defaults(app_, directory_.path_of("permap.toml"));
    }

    tests::ScratchDirectory directory_;
    CLI::App app_{"", "permap scan"};
    std::string colour_ = "auto";
    std::vector<std::string> excludes_;
    bool is_quiet_ = false;
};

TEST_F(ApplyDefaults, GivesWhatTheFileSays) {
    EXPECT_THAT(parse({}, "color = \"never\"\nexclude = [\"a\", \"b\"]\nquiet = true\n"),
                Succeeds());

    EXPECT_EQ(colour_, "never");
    EXPECT_THAT(excludes_, ElementsAre("a", "b"));
    EXPECT_TRUE(is_quiet_);
}

TEST_F(ApplyDefaults, LeavesWhatWasOnTheCommandLine) {
    EXPECT_THAT(parse({"c", "--exclude"}, "exclude = [\"a\", \"b\"]\n"), Succeeds());

    EXPECT_THAT(excludes_, ElementsAre("c"));
}

TEST_F(ApplyDefaults, TakesWhatIsSaidOfTheCommandBeforeWhatIsSaidOfAll) {
    EXPECT_THAT(parse({}, "color = \"never\"\n[scan]\ncolor = \"always\"\n"), Succeeds());

    EXPECT_EQ(colour_, "always");
}

TEST_F(ApplyDefaults, TakesAFalseAndAnEmptyListBeforeWhatIsSaidOfAll) {
    EXPECT_THAT(parse({}, "quiet = true\nexclude = [\"a\"]\n"
                          "[scan]\nquiet = false\nexclude = []\n"),
                Succeeds());

    EXPECT_FALSE(is_quiet_);
    EXPECT_THAT(excludes_, testing::IsEmpty());
}

TEST_F(ApplyDefaults, PassesOverWhatIsSaidOfOtherCommands) {
    EXPECT_THAT(parse({}, "[check]\ncolor = \"never\"\n"), Succeeds());

    EXPECT_EQ(colour_, "auto");
}

TEST_F(ApplyDefaults, DoesNotRaiseAFlagThatIsFalse) {
    EXPECT_THAT(parse({}, "quiet = false\n"), Succeeds());

    EXPECT_FALSE(is_quiet_);
}

TEST_F(ApplyDefaults, RefusesAWordThatTheOptionDoesNotTake) {
    EXPECT_THAT(parse({}, "color = \"green\"\n"),
                FailsSaying("permap.toml:1: color: 'green' is none of auto, always, never"));
}

TEST_F(ApplyDefaults, RefusesAFileThatOthersMayWrite) {
    EXPECT_THAT(parse({}, "quiet = true\n", 0664), FailsSaying("can be written by others"));

    EXPECT_FALSE(is_quiet_);
}

TEST_F(ApplyDefaults, RefusesAFileThatIsNotThere) {
    EXPECT_THAT(apply_defaults(app_, directory_.path_of("nowhere")), FailsWith(ENOENT));
}

TEST_F(ApplyDefaults, TakesNothingFromNone) {
    EXPECT_THAT(apply_defaults(app_, "none"), Succeeds());
}

} // namespace
} // namespace permap::cli
