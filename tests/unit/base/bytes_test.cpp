// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace permap::base {
namespace {

RC_GTEST_PROP(Bytes, ReadBackWhatWasWritten,
              (std::uint64_t number, std::int64_t signed_number, const std::string& text)) {
    ByteWriter writer;
    writer.number(number);
    writer.signed_number(signed_number);
    writer.text(text);
    const std::string bytes = writer.take();

    ByteReader reader(bytes);
    RC_ASSERT(reader.number() == number);
    RC_ASSERT(reader.signed_number() == signed_number);
    RC_ASSERT(reader.text() == text);
    RC_ASSERT((reader.is_at_end() && !reader.is_damaged()));
}

TEST(Bytes, ReadBackExtremes) {
    using Unsigned = std::numeric_limits<std::uint64_t>;
    using Signed = std::numeric_limits<std::int64_t>;
    ByteWriter writer;
    writer.number(Unsigned::max());
    writer.signed_number(Signed::min());
    writer.signed_number(Signed::max());
    const std::string bytes = writer.take();

    ByteReader reader(bytes);

    EXPECT_EQ(reader.number(), Unsigned::max());
    EXPECT_EQ(reader.signed_number(), Signed::min());
    EXPECT_EQ(reader.signed_number(), Signed::max());
    EXPECT_FALSE(reader.is_damaged());
}

TEST(Bytes, KeepSmallNumbersOfEitherSignShort) {
    ByteWriter writer;
    writer.number(127);
    writer.signed_number(-64);
    writer.signed_number(63);

    EXPECT_EQ(writer.take().size(), 3U);
}

RC_GTEST_PROP(ByteReader, NoticesEveryTruncation, (const std::string& text)) {
    ByteWriter writer;
    writer.text(text);
    const std::string bytes = writer.take();
    const auto kept = *rc::gen::inRange<std::size_t>(0, bytes.size());

    ByteReader reader(std::string_view(bytes).substr(0, kept));

    RC_ASSERT(reader.text().empty());
    RC_ASSERT((reader.is_damaged() && reader.is_at_end()));
}

TEST(ByteReader, RefusesANumberThatNeverEnds) {
    const std::string bytes(11, '\x80');
    ByteReader reader(bytes);

    EXPECT_EQ(reader.number(), 0U);
    EXPECT_TRUE(reader.is_damaged());
}

TEST(ByteReader, GivesNothingAfterDamage) {
    ByteReader reader("\x05"
                      "ab");

    EXPECT_EQ(reader.text(), "");
    EXPECT_EQ(reader.number(), 0U);
    EXPECT_EQ(reader.signed_number(), 0);
    EXPECT_TRUE(reader.is_damaged());
}

} // namespace
} // namespace permap::base
