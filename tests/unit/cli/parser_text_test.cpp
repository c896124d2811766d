// SPDX-License-Identifier: Apache-2.0
#include "cli/parser_text.hpp"

#include "cli/command.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <tuple>

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::cli {
namespace {

using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

ParserText parser_of(const Command& command) {
    ParserText text;
    std::ignore =
        command.run({.words = {}, .look = [&](const CLI::App& app) { text = describe(app); }});
    return text;
}

/// A parser with one option and one flag.
struct Sample {
    Sample() {
        option = app.add_option("--model,-m", model, "how")->type_name("MODEL");
        flag = app.add_flag("--sort", is_sorted, "in order");
    }

    CLI::App app{"Does things.", "permap sample"};
    std::string model;
    bool is_sorted = false;
    CLI::Option* option;
    CLI::Option* flag;
};

OptionText described(const Sample& sample, const std::string& long_name) {
    const ParserText text = describe(sample.app);
    return *std::ranges::find(text.options, long_name, &OptionText::long_name);
}

TEST(ParserText, HasBothNamesOfAnOptionAndWhatItTakes) {
    const Sample sample;

    const OptionText option = described(sample, "--model");

    EXPECT_EQ(option.short_name, "-m");
    EXPECT_EQ(option.takes, "MODEL");
    EXPECT_EQ(option.text, "how");
    EXPECT_FALSE(option.is_repeatable);
}

TEST(ParserText, SaysThatAFlagTakesNothing) {
    const Sample sample;

    EXPECT_THAT(described(sample, "--sort").takes, IsEmpty());
}

// What EachCommand.NamesWhatEachOptionTakes looks for.
TEST(ParserText, ShowsTheNameOfTheLibraryWhereNobodyNamedWhatAnOptionTakes) {
    Sample sample;
    std::string word;
    unsigned number = 0;
    sample.app.add_option("--word", word, "a text");
    sample.app.add_option("--number", number, "a number");

    EXPECT_EQ(described(sample, "--word").takes, "TEXT");
    EXPECT_EQ(described(sample, "--number").takes, "UINT");
}

TEST(ParserText, SaysWhatAnOptionGoesNotTogetherWithByLongNamesInOrder) {
    Sample sample;
    bool is_other = false;
    sample.option->excludes(sample.flag)->excludes(sample.app.add_flag("-x", is_other));

    EXPECT_EQ(described(sample, "--model").text, "how (not with --sort, -x)");
}

TEST(ParserText, SaysTheDefaultAndThatAnOptionIsRequired) {
    Sample sample;
    sample.option->default_str("none")->required();

    EXPECT_EQ(described(sample, "--model").text, "how [default: none] [required]");
}

TEST(ParserText, SaysThatAnOptionMayBeRepeated) {
    Sample sample;
    std::vector<std::string> patterns;
    sample.app.add_option("--exclude", patterns, "not these")->type_name("PATTERN");

    const OptionText option = described(sample, "--exclude");

    EXPECT_TRUE(option.is_repeatable);
    EXPECT_EQ(option.text, "not these; may be repeated");
}

TEST(ParserText, ShowsInTheUsageWhatMustBeGivenAndWhatMayBeRepeated) {
    Sample sample;
    std::string first;
    std::vector<std::string> more;
    sample.app.add_option("RUN", first)->required();
    sample.app.add_option("PATH", more);

    EXPECT_EQ(usage_line(describe(sample.app)), "permap sample [OPTIONS] RUN [PATH...]");
}

TEST(ParserText, ShowsInTheUsageWhichOptionsMustBeGiven) {
    Sample sample;
    sample.option->required();

    EXPECT_EQ(usage_line(describe(sample.app)), "permap sample [OPTIONS] --model MODEL");
}

TEST(HelpText, BreaksTextsBetweenWordsAndBeginsThemInOneColumn) {
    Sample sample;
    sample.flag->description("a text that is long enough to need a second line of the terminal");

    EXPECT_THAT(
        help_text(describe(sample.app)),
        HasSubstr("      --sort              a text that is long enough to need a second line of\n"
                  "                          the terminal\n"));
}

TEST(HelpText, PutsATextBelowAnOptionThatIsTooLongToStandBesideIt) {
    Sample sample;
    sample.option->type_name("one|another|a-third|a-fourth");

    EXPECT_THAT(help_text(describe(sample.app)),
                HasSubstr("  -m, --model one|another|a-third|a-fourth\n"
                          "                          how\n"));
}

class EachCommand : public testing::TestWithParam<Command> {};

/// What the library calls values that nobody gave a name.
constexpr std::array kNamesOfTheLibrary = {"TEXT",    "INT",  "UINT", "FLOAT",
                                           "BOOLEAN", "CHAR", "ENUM"};

TEST_P(EachCommand, NamesWhatEachOptionTakes) {
    const ParserText parser = parser_of(GetParam());

    ASSERT_THAT(parser.options, Not(IsEmpty()));
    for (const OptionText& option : parser.options) {
        for (const char* const name : kNamesOfTheLibrary) {
            EXPECT_THAT(option.takes, Not(StartsWith(name))) << option.long_name;
        }
        EXPECT_THAT(option.takes, Not(HasSubstr(" "))) << option.long_name;
    }
}

TEST_P(EachCommand, SaysOfEachOptionWhatItDoes) {
    const ParserText parser = parser_of(GetParam());

    EXPECT_THAT(parser.options, Each(Field(&OptionText::text, Not(IsEmpty()))));
    EXPECT_THAT(parser.positionals, Each(Field(&PositionalText::text, Not(IsEmpty()))));
    EXPECT_THAT(parser.summary, Not(IsEmpty()));
}

TEST_P(EachCommand, HasHelpThatFitsIntoATerminal) {
    const std::string text = help_text(parser_of(GetParam()));

    EXPECT_THAT(lines_of(text), Each(SizeIs(Le(80U))));
}

TEST_P(EachCommand, IsNamedAsItIsCalled) {
    EXPECT_EQ(parser_of(GetParam()).name, "permap " + std::string(GetParam().name));
}

INSTANTIATE_TEST_SUITE_P(Table, EachCommand,
                         testing::ValuesIn(commands().begin(), commands().end()),
                         [](const auto& row) { return std::string(row.param.name); });

} // namespace
} // namespace permap::cli
