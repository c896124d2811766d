// SPDX-License-Identifier: Apache-2.0
// How ext2, ext3 and ext4 lay out inodes, from the superblock, and where the attributes of the
// model mapped-xattr land. Pure; format: fs/ext4/ext4.h and fs/ext4/xattr.h of Linux.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace permap::scanner {

/// Where the superblock begins on the device, and how much of it is read.
inline constexpr std::uint64_t kExtSuperblockOffset = 1024;
inline constexpr std::size_t kExtSuperblockSize = 1024;

struct ExtLayout {
    std::uint32_t block_size = 0;
    std::uint32_t inode_size = 0;
    std::uint32_t extra_size = 0;  ///< fixed fields after the first 128 bytes of a new inode
    bool has_value_inodes = false; ///< feature ea_inode: values larger than a block
};

/// Nothing where the bytes are no such superblock.
[[nodiscard]] std::optional<ExtLayout> parse_ext_superblock(std::string_view bytes);

/// How many of uid, gid and mode, set in this order on a new inode, stay inside it.
[[nodiscard]] unsigned attributes_in_inode(const ExtLayout& layout);

} // namespace permap::scanner
