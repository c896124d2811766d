// SPDX-License-Identifier: Apache-2.0
#include "scanner/declared_ids.hpp"

#include <optional>
#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct SpanRow {
    const char* name;
    const char* text;
    std::optional<IdSpan> expected; ///< nothing: refused
};

void PrintTo(const SpanRow& row, std::ostream* out) {
    *out << "'" << row.text << "'";
}

class ParseIdSpan : public testing::TestWithParam<SpanRow> {};

TEST_P(ParseIdSpan, TakesWholeRangesOnly) {
    const base::Result<IdSpan> span = parse_id_span(GetParam().text);

    EXPECT_EQ(span ? std::optional(*span) : std::nullopt, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ParseIdSpan,
    testing::Values(SpanRow{"Count", "100000:65536", IdSpan{100000, 165535}},
                    SpanRow{"Ends", "100000-165535", IdSpan{100000, 165535}},
                    SpanRow{"One", "7:1", IdSpan{7, 7}}, SpanRow{"OneByEnds", "7-7", IdSpan{7, 7}},
                    SpanRow{"LastId", "4294967294:1", IdSpan{4294967294, 4294967294}},
                    SpanRow{"All", "0-4294967294", IdSpan{0, 4294967294}},
                    SpanRow{"NoCount", "7:0", {}}, SpanRow{"TooMany", "4294967294:2", {}},
                    SpanRow{"NoId", "0-4294967295", {}}, SpanRow{"Reversed", "8-7", {}},
                    SpanRow{"Alone", "7", {}}, SpanRow{"Empty", "", {}}, SpanRow{"Open", "7-", {}},
                    SpanRow{"Negative", "-7", {}}, SpanRow{"Three", "1:2:3", {}},
                    SpanRow{"Mixed", "1-2:3", {}}, SpanRow{"Space", "1: 2", {}},
                    SpanRow{"Name", "root:7", {}}),
    [](const testing::TestParamInfo<SpanRow>& row) { return row.param.name; });

TEST(DeclaredIds, CoversBothEndsOfEachRange) {
    const DeclaredIds ids({{10, 19}, {30, 30}});

    EXPECT_FALSE(ids.covers(9));
    EXPECT_TRUE(ids.covers(10));
    EXPECT_TRUE(ids.covers(19));
    EXPECT_FALSE(ids.covers(20));
    EXPECT_TRUE(ids.covers(30));
    EXPECT_FALSE(ids.covers(31));
}

TEST(DeclaredIds, JoinsRangesThatOverlap) {
    const DeclaredIds ids({{50, 60}, {10, 99}, {20, 30}});

    EXPECT_THAT(ids.spans(), ElementsAre(IdSpan{10, 99}));
    EXPECT_TRUE(ids.covers(99));
}

TEST(DeclaredIds, CoversNothingWithoutRanges) {
    EXPECT_FALSE(DeclaredIds().covers(0));
}

TEST(SubordinateIds, ReadsLinesOfSubuid) {
    const ParsedSpans parsed =
        parse_subordinate_ids("# note\nroot:100000:65536\n\n1000:300000:1\n", "/etc/subuid");

    EXPECT_THAT(parsed.mistakes, IsEmpty());
    EXPECT_THAT(parsed.spans, ElementsAre(IdSpan{100000, 165535}, IdSpan{300000, 300000}));
}

TEST(SubordinateIds, NamesTheLineOfAMistakeAndGoesOn) {
    const ParsedSpans parsed =
        parse_subordinate_ids("root:100000-165535\nroot\nroot:1:1:1\nroot:7:1", "/etc/subuid");

    EXPECT_THAT(parsed.spans, ElementsAre(IdSpan{7, 7}));
    ASSERT_THAT(parsed.mistakes, SizeIs(3));
    EXPECT_THAT(base::to_text(parsed.mistakes[1]), HasSubstr("'/etc/subuid': line 2"));
}

} // namespace
} // namespace permap::scanner
