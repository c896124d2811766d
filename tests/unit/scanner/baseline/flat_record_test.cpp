// SPDX-License-Identifier: Apache-2.0
#include "scanner/baseline/flat_record.hpp"

#include <gmock/gmock.h>

namespace permap::scanner {
namespace {

using testing::Eq;
using testing::Optional;
using testing::Pointee;

TEST(FlatRecord, HasTextAndNumbers) {
    FlatRecord record;
    ASSERT_TRUE(
        record.parse(R"({"a":"x\ny","b":7,"c":-7,"d":null,"e":1.5,"f":18446744073709551615})"));

    EXPECT_THAT(record.text("a"), Pointee(Eq("x\ny")));
    EXPECT_THAT(record.number("b"), Optional(7U));
    EXPECT_THAT(record.number("f"), Optional(18446744073709551615U));
    EXPECT_EQ(record.number("a"), std::nullopt);
    EXPECT_EQ(record.text("b"), nullptr);
    for (const char* const field : {"c", "d", "e"}) {
        EXPECT_TRUE(record.has(field)) << field;
        EXPECT_EQ(record.number(field), std::nullopt) << field;
    }
    EXPECT_FALSE(record.has("g"));
}

TEST(FlatRecord, PassesOverWhatIsDeeper) {
    FlatRecord record;
    ASSERT_TRUE(record.parse(R"({"a":{"b":1,"c":["x",{"b":2}]},"d":[3],"e":4})"));

    EXPECT_FALSE(record.has("b"));
    EXPECT_TRUE(record.has("a"));
    EXPECT_EQ(record.text("a"), nullptr);
    EXPECT_EQ(record.number("d"), std::nullopt);
    EXPECT_THAT(record.number("e"), Optional(4U));
}

TEST(FlatRecord, TakesTheLastOfAName) {
    FlatRecord record;
    ASSERT_TRUE(record.parse(R"({"a":"first","a":2})"));

    EXPECT_EQ(record.text("a"), nullptr);
    EXPECT_THAT(record.number("a"), Optional(2U));
}

TEST(FlatRecord, ForgetsTheLineBefore) {
    FlatRecord record;
    ASSERT_TRUE(record.parse(R"({"a":"x","b":"y"})"));
    ASSERT_TRUE(record.parse(R"({"b":1})"));

    EXPECT_FALSE(record.has("a"));
    EXPECT_EQ(record.text("b"), nullptr);
}

class NoObject : public testing::TestWithParam<const char*> {};

TEST_P(NoObject, IsRefused) {
    EXPECT_FALSE(FlatRecord().parse(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(FlatRecord, NoObject,
                         testing::Values("", "{", "[]", R"([{"a":1}])", "5", "-5", "1.5", "null",
                                         "true", R"("a")", R"({"a":1}x)", R"({"a":1}{})",
                                         R"({"a"})", "{\"a\":\"\xff\"}"));

} // namespace
} // namespace permap::scanner
