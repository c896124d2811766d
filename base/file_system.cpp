// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.hpp"

#include <algorithm>
#include <climits>

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

bool is_read_only(int fd) {
    struct statvfs status = {};
    return ::fstatvfs(fd, &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

} // namespace permap::base
