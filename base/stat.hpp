// SPDX-License-Identifier: Apache-2.0
// Stat: what statx(2) says of one inode. Plain data; ids are raw numbers of the host.
#pragma once

#include <compare>
#include <cstdint>

namespace permap::base {

struct Timestamp {
    std::int64_t seconds = 0;
    std::uint32_t nanoseconds = 0;

    auto operator<=>(const Timestamp&) const = default;
};

struct Stat {
    std::uint32_t mode = 0; ///< full st_mode: type bits and 07777
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint32_t nlink = 0;
    std::uint64_t inode = 0;
    std::uint64_t device = 0; ///< st_dev; changes with a remount, so never stored
    std::uint64_t rdev = 0;   ///< glibc makedev() layout
    std::uint64_t size = 0;   ///< bytes
    Timestamp atime;
    Timestamp mtime;
    Timestamp btime; ///< zero where the file system keeps none
    /// STATX_ATTR_* bits (immutable, append, mount root...), only those the file system knows.
    std::uint64_t attributes = 0;
    std::uint64_t mount_id = 0;
};

} // namespace permap::base
