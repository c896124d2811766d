// SPDX-License-Identifier: Apache-2.0
// What a mounted file system can do, as far as reading calls tell. Nothing here writes.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace permap::base {

struct Space {
    std::uint64_t block_size = 0;       ///< bytes
    std::uint64_t blocks_available = 0; ///< to a user without privilege
    std::uint64_t inodes = 0;           ///< 0 where the file system makes them as needed
    std::uint64_t inodes_free = 0;
};

[[nodiscard]] Result<Space> read_space(int fd);

/// Whether inodes have handles (name_to_handle_at), by which they can be told apart where there are
/// no birth times.
[[nodiscard]] bool has_handles(int fd);

/// The inode size of an xfs, asked of the mounted file system; nothing elsewhere.
[[nodiscard]] std::optional<std::uint32_t> xfs_inode_size(int fd);

/// The size of a btrfs metadata node, which bounds attribute values; nothing elsewhere.
[[nodiscard]] std::optional<std::uint32_t> btrfs_node_size(int fd);

/// `size` bytes at `offset` of the block device at `path`, which must be the device `number`
/// (makedev): reading a superblock, which takes root or the group disk.
[[nodiscard]] Result<std::string> read_block_device(const std::string& path, std::uint64_t number,
                                                    std::uint64_t offset, std::size_t size);

} // namespace permap::base
