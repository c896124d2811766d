// SPDX-License-Identifier: Apache-2.0
#include "scanner/ext_layout.hpp"

#include "codec/little_endian.hpp"

#include <algorithm>

namespace permap::scanner {
namespace {

// Offsets in struct ext4_super_block.
constexpr std::size_t kLogBlockSize = 0x18;
constexpr std::size_t kMagic = 0x38;
constexpr std::size_t kRevision = 0x4C;
constexpr std::size_t kInodeSize = 0x58;
constexpr std::size_t kIncompatible = 0x60;
constexpr std::size_t kWantedExtraSize = 0x15E;

constexpr std::uint16_t kExtMagic = 0xEF53;
constexpr std::uint32_t kFeatureValueInodes = 0x400;
constexpr std::uint32_t kLargestLogBlockSize = 6; // 64 KiB
constexpr std::uint32_t kOldInodeSize = 128;      // revision 0, and what extra_size comes after
constexpr std::uint32_t kUsualExtraSize = 32;

// Inside the inode: a magic number, the entries, four bytes of zero, the values at the end. An
// entry is 16 bytes and its name without "user.", padded to 4 bytes; a value is padded likewise.
constexpr std::uint32_t kMagicAndEnd = 4 + 4;
constexpr std::uint32_t kOneAttribute = 16 + 12 + 4; // "virtfs.uid", "virtfs.gid", "virtfs.mode"
constexpr std::uint32_t kAttributes = 3;

} // namespace

std::optional<ExtLayout> parse_ext_superblock(std::string_view bytes) {
    if (bytes.size() < kExtSuperblockSize || codec::get_le16(bytes.substr(kMagic)) != kExtMagic) {
        return std::nullopt;
    }
    const std::uint32_t log_size = codec::get_le32(bytes.substr(kLogBlockSize));
    if (log_size > kLargestLogBlockSize) {
        return std::nullopt;
    }
    const bool is_old = codec::get_le32(bytes.substr(kRevision)) == 0;
    const std::uint32_t size = is_old ? kOldInodeSize : codec::get_le16(bytes.substr(kInodeSize));
    const std::uint32_t wanted = codec::get_le16(bytes.substr(kWantedExtraSize));
    return ExtLayout{.block_size = 1024U << log_size,
                     .inode_size = size,
                     .extra_size = wanted == 0 ? kUsualExtraSize : wanted,
                     .has_value_inodes =
                         (codec::get_le32(bytes.substr(kIncompatible)) & kFeatureValueInodes) != 0};
}

unsigned attributes_in_inode(const ExtLayout& layout) {
    const std::uint32_t taken = kOldInodeSize + layout.extra_size + kMagicAndEnd;
    return layout.inode_size <= taken
               ? 0
               : std::min(kAttributes, (layout.inode_size - taken) / kOneAttribute);
}

} // namespace permap::scanner
