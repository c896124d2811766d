// SPDX-License-Identifier: Apache-2.0
#include "codec/little_endian.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace permap::codec {
namespace {

using namespace std::string_literals;

TEST(LittleEndian, WritesTheLowByteFirst) {
    EXPECT_EQ(put_le16(0x8102), "\x02\x81"s);
    EXPECT_EQ(put_le32(0x01020384), "\x84\x03\x02\x01"s);
    EXPECT_EQ(put_le64(0x0102030405060788), "\x88\x07\x06\x05\x04\x03\x02\x01"s);
}

TEST(LittleEndian, IgnoresWhatFollows) {
    EXPECT_EQ(get_le16("\x01\x02\x03"s), 0x0201U);
    EXPECT_EQ(get_le32("\x01\x02\x03\x04\x05"s), 0x04030201U);
}

RC_GTEST_PROP(LittleEndian, ReadsBackWhatItWrote,
              (std::uint16_t small, std::uint32_t middle, std::uint64_t large)) {
    RC_ASSERT(get_le16(put_le16(small)) == small);
    RC_ASSERT(get_le32(put_le32(middle)) == middle);
    RC_ASSERT(get_le64(put_le64(large)) == large);
}

} // namespace
} // namespace permap::codec
