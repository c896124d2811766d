// SPDX-License-Identifier: Apache-2.0
#include "scanner/ext_layout.hpp"

#include "codec/little_endian.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

void put(std::string& bytes, std::size_t at, const std::string& value) {
    bytes.replace(at, value.size(), value);
}

std::string superblock(std::uint16_t inode_size, std::uint32_t incompatible = 0) {
    std::string bytes(kExtSuperblockSize, '\0');
    put(bytes, 0x18, codec::put_le32(2));
    put(bytes, 0x38, codec::put_le16(0xEF53));
    put(bytes, 0x4C, codec::put_le32(1));
    put(bytes, 0x58, codec::put_le16(inode_size));
    put(bytes, 0x60, codec::put_le32(incompatible));
    put(bytes, 0x15E, codec::put_le16(32));
    return bytes;
}

TEST(ExtLayout, IsReadFromTheSuperblock) {
    const std::optional<ExtLayout> layout = parse_ext_superblock(superblock(512, 0x400));

    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->block_size, 4096);
    EXPECT_EQ(layout->inode_size, 512);
    EXPECT_EQ(layout->extra_size, 32);
    EXPECT_TRUE(layout->has_value_inodes);
    EXPECT_FALSE(parse_ext_superblock(superblock(256))->has_value_inodes);
}

TEST(ExtLayout, KnowsTheOldRevision) {
    std::string bytes = superblock(0);
    put(bytes, 0x4C, codec::put_le32(0));

    EXPECT_EQ(parse_ext_superblock(bytes)->inode_size, 128);
}

TEST(ExtLayout, RefusesWhatIsNoSuperblock) {
    EXPECT_EQ(parse_ext_superblock(""), std::nullopt);
    EXPECT_EQ(parse_ext_superblock(superblock(256).substr(1)), std::nullopt);
    EXPECT_EQ(parse_ext_superblock(std::string(kExtSuperblockSize, '\0')), std::nullopt);
    std::string bytes = superblock(256);
    put(bytes, 0x18, codec::put_le32(40));
    EXPECT_EQ(parse_ext_superblock(bytes), std::nullopt);
}

/// Measured on Linux 6.18: with 256-byte inodes the third attribute goes to a block of its own.
TEST(ExtLayout, SaysHowManyAttributesStayInTheInode) {
    EXPECT_EQ(attributes_in_inode(*parse_ext_superblock(superblock(128))), 0);
    EXPECT_EQ(attributes_in_inode(*parse_ext_superblock(superblock(256))), 2);
    EXPECT_EQ(attributes_in_inode(*parse_ext_superblock(superblock(512))), 3);
}

} // namespace
} // namespace permap::scanner
