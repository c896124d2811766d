// SPDX-License-Identifier: Apache-2.0
#include "base/numbers.hpp"

#include "tests/support/result_matchers.hpp"

#include <optional>
#include <ostream>

#include <gtest/gtest.h>

namespace permap::base {
namespace {

using testing::AllOf;
using testing::Field;
using tests::FailsSaying;
using tests::HasValue;

struct NumberRow {
    const char* name;
    const char* text;
    std::optional<std::uint32_t> value; ///< nothing: refused
};

void PrintTo(const NumberRow& row, std::ostream* out) {
    *out << "'" << row.text << "'";
}

std::string name_of(const testing::TestParamInfo<NumberRow>& info) {
    return info.param.name;
}

std::optional<std::uint32_t> value_of(const Result<std::uint32_t>& result) {
    return result ? std::optional(*result) : std::nullopt;
}

class ParseId : public testing::TestWithParam<NumberRow> {};

TEST_P(ParseId, TakesWholeIdsOnly) {
    EXPECT_EQ(value_of(parse_id(GetParam().text)), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ParseId,
    testing::Values(NumberRow{"Zero", "0", 0}, NumberRow{"Largest", "4294967294", 4294967294U},
                    NumberRow{"NoId", "4294967295", {}}, NumberRow{"TooLarge", "4294967296", {}},
                    NumberRow{"Empty", "", {}}, NumberRow{"Sign", "+1", {}},
                    NumberRow{"Negative", "-1", {}}, NumberRow{"Blank", " 1", {}},
                    NumberRow{"Trailing", "1x", {}}, NumberRow{"Hexadecimal", "0x10", {}}),
    name_of);

class ParseMode : public testing::TestWithParam<NumberRow> {};

TEST_P(ParseMode, IsAlwaysOctal) {
    EXPECT_EQ(value_of(parse_mode(GetParam().text, 0777)), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ParseMode,
    testing::Values(NumberRow{"Plain", "600", 0600}, NumberRow{"LeadingZero", "0644", 0644},
                    NumberRow{"Limit", "777", 0777}, NumberRow{"AboveLimit", "1777", {}},
                    NumberRow{"NotOctal", "680", {}}, NumberRow{"Symbolic", "u+rw", {}},
                    NumberRow{"Empty", "", {}}),
    name_of);

TEST(ParseMode, NamesTheLimit) {
    EXPECT_THAT(parse_mode("9", 0777), FailsSaying("want octal digits from 0 to 0777"));
}

TEST(ParseOwner, TakesNumbersAndNames) {
    EXPECT_THAT(parse_owner("7:9"),
                HasValue(AllOf(Field(&Owner::uid, 7U), Field(&Owner::gid, 9U))));
    EXPECT_THAT(parse_owner("root:root"),
                HasValue(AllOf(Field(&Owner::uid, 0U), Field(&Owner::gid, 0U))));
}

TEST(ParseOwner, TakesThePrimaryGroupWhereNoneIsNamed) {
    EXPECT_THAT(parse_owner("root"), HasValue(Field(&Owner::gid, 0U)));
    EXPECT_THAT(parse_owner("4000000000"), FailsSaying("say 4000000000:GROUP"));
}

TEST(ParseOwner, RefusesWhatIsNobody) {
    EXPECT_THAT(parse_owner("no-such-user:0"), FailsSaying("no such user"));
    EXPECT_THAT(parse_owner("0:no-such-group"), FailsSaying("no such group"));
    EXPECT_THAT(parse_owner("0:"), FailsSaying("no such group"));
    EXPECT_THAT(parse_owner("4294967295:0"), FailsSaying("not an id"));
}

TEST(FindUser, TakesANumberThatIsTooLargeForAName) {
    EXPECT_THAT(find_user("99999999999"), FailsSaying("no such user"));
}

TEST(ModeText, HasFourDigitsAtLeast) {
    EXPECT_EQ(mode_text(07), "0007");
    EXPECT_EQ(mode_text(04755), "4755");
}

} // namespace
} // namespace permap::base
