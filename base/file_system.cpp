// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.hpp"

#include <algorithm>
#include <climits>
#include <limits>

#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

namespace permap::base {
namespace {

constexpr std::size_t kLongestAnywhere = PATH_MAX - 1;
constexpr std::size_t kLongestOnXfs = 1023;

} // namespace

std::size_t longest_link(int fd) {
    struct statfs status = {};
    if (::fstatfs(fd, &status) != 0) {
        return kLongestAnywhere;
    }
    if (status.f_type == XFS_SUPER_MAGIC) {
        return kLongestOnXfs;
    }
    if (status.f_type == EXT4_SUPER_MAGIC && status.f_bsize > 0) {
        return std::min(kLongestAnywhere, static_cast<std::size_t>(status.f_bsize) - 1);
    }
    return kLongestAnywhere;
}

std::uint64_t room_for_files(int fd) {
    std::uint64_t room = std::numeric_limits<std::uint64_t>::max();
    struct statvfs status = {};
    if (::fstatvfs(fd, &status) != 0) {
        return room;
    }
    if (status.f_files > 0) { // btrfs has no table of inodes
        room = std::min<std::uint64_t>(room, status.f_favail);
    }
    if (status.f_blocks > 0) { // ramfs has no size; elsewhere a small file takes one block
        room = std::min<std::uint64_t>(room, status.f_bavail);
    }
    return room;
}

bool is_read_only(int fd) {
    struct statvfs status = {};
    return ::fstatvfs(fd, &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

} // namespace permap::base
