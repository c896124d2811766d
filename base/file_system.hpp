// SPDX-License-Identifier: Apache-2.0
// What a file system says of itself, as far as its limits and state go.
#pragma once

#include <cstddef>
#include <cstdint>

namespace permap::base {

/// The longest text of a symbolic link, in bytes, on the file system that holds `fd`: 1023 on xfs
/// (XFS_SYMLINK_MAXLEN), one block without its NUL on ext2 to ext4, else PATH_MAX without its NUL.
[[nodiscard]] std::size_t longest_link(int fd);

/// How many small files there is room for, by free inodes and free blocks; the largest number where
/// the file system has no such limit or cannot say.
[[nodiscard]] std::uint64_t room_for_files(int fd);

/// Whether it is mounted read-only. Where it cannot say, it is not.
[[nodiscard]] bool is_read_only(int fd);

} // namespace permap::base
