// SPDX-License-Identifier: Apache-2.0
#include "codec/kind.hpp"

#include <ostream>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::codec {
namespace {

struct KindRow {
    Kind kind;
    std::uint32_t bits;
    const char* text;
    bool is_special;
    bool is_device;
};

void PrintTo(const KindRow& row, std::ostream* out) {
    *out << row.text;
}

class KindTable : public testing::TestWithParam<KindRow> {};

TEST_P(KindTable, NamesTheKernelsType) {
    const KindRow& row = GetParam();

    EXPECT_EQ(kind_of(row.bits | 07777U), row.kind);
    EXPECT_EQ(type_bits(row.kind), row.bits);
    EXPECT_STREQ(to_text(row.kind), row.text);
    EXPECT_EQ(is_special(row.kind), row.is_special);
    EXPECT_EQ(is_device(row.kind), row.is_device);
}

INSTANTIATE_TEST_SUITE_P(Table, KindTable,
                         testing::Values(KindRow{Kind::file, S_IFREG, "file", false, false},
                                         KindRow{Kind::directory, S_IFDIR, "directory", false,
                                                 false},
                                         KindRow{Kind::symlink, S_IFLNK, "symlink", false, false},
                                         KindRow{Kind::char_device, S_IFCHR, "char", true, true},
                                         KindRow{Kind::block_device, S_IFBLK, "block", true, true},
                                         KindRow{Kind::fifo, S_IFIFO, "fifo", true, false},
                                         KindRow{Kind::socket, S_IFSOCK, "socket", true, false}),
                         [](const auto& row) { return std::string(row.param.text); });

TEST(Kind, IsNothingForBitsThatNameNone) {
    EXPECT_EQ(kind_of(0644), std::nullopt);
    EXPECT_EQ(kind_of(0030644), std::nullopt);
    EXPECT_EQ(kind_of(0170644), std::nullopt);
}

TEST(Kind, LooksAtTheTypeBitsOnly) {
    EXPECT_EQ(kind_of(0xffff81a4), Kind::file);
}

} // namespace
} // namespace permap::codec
