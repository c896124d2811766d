// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.hpp"

#include "base/quote.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <climits>
#include <new>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

namespace permap::base {
namespace {

constexpr std::size_t kLongestAnywhere = PATH_MAX - 1;
constexpr std::size_t kLongestOnXfs = 1023;

/// name_to_handle_at(2), in hexadecimal; empty where there is none.
std::string handle_of(int fd) {
    alignas(file_handle) std::array<char, sizeof(file_handle) + MAX_HANDLE_SZ> room = {};
    auto* const handle = new (room.data()) file_handle{};
    handle->handle_bytes = MAX_HANDLE_SZ;
    int mount_id = 0;
    if (::name_to_handle_at(fd, "", handle, &mount_id, AT_EMPTY_PATH) != 0) {
        return {};
    }
    return hex({room.data() + sizeof(file_handle), handle->handle_bytes});
}

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

bool holds_all_devices(int fd) {
    struct statfs status = {};
    return ::fstatfs(fd, &status) != 0 || status.f_type != XFS_SUPER_MAGIC;
}

bool keeps_birth_times(int fd) {
    struct statfs status = {};
    return ::fstatfs(fd, &status) != 0 || status.f_type != OVERLAYFS_SUPER_MAGIC;
}

std::string lasting_name(int fd) {
    struct statfs status = {};
    if (::fstatfs(fd, &status) != 0) {
        return {};
    }
    if (status.f_type == NFS_SUPER_MAGIC) {
        return handle_of(fd);
    }
    if (status.f_type != EXT4_SUPER_MAGIC) { // ext2 and ext3 have the same number
        return {};
    }
    const auto words = std::bit_cast<std::array<std::uint32_t, 2>>(status.f_fsid);
    return fmt::format("{:08x}{:08x}-{}", words[0], words[1], handle_of(fd));
}

std::size_t attribute_room(int fd) {
    constexpr std::size_t kHeaderAndEnd = 36; // ext4_xattr_header and four zero bytes
    struct statfs status = {};
    if (::fstatfs(fd, &status) != 0 || status.f_type != EXT4_SUPER_MAGIC) {
        return 0;
    }
    return static_cast<std::size_t>(status.f_bsize) - kHeaderAndEnd;
}

std::size_t attribute_size(std::string_view name, std::size_t value_size) {
    // EXT4_XATTR_LEN and EXT4_XATTR_SIZE: the prefix of a name is a number, all is rounded up to 4
    const std::size_t dot = name.find('.');
    const std::size_t name_size =
        dot == std::string_view::npos ? name.size() : name.size() - dot - 1;
    const auto round = [](std::size_t size) { return (size + 3) / 4 * 4; };
    return round(name_size + 16) + round(value_size);
}

FreeSpace free_space(int fd) {
    struct statvfs status = {};
    if (::fstatvfs(fd, &status) != 0) {
        return {};
    }
    // btrfs makes inodes as it goes and says 0
    return {.inodes = status.f_files == 0 ? UINT64_MAX : status.f_favail,
            // ramfs has no size
            .bytes = status.f_blocks == 0 ? UINT64_MAX
                                          : std::uint64_t{status.f_bavail} * status.f_frsize};
}

} // namespace permap::base
