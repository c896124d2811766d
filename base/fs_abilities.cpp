// SPDX-License-Identifier: Apache-2.0
#include "base/fs_abilities.hpp"

#include "base/fd.hpp"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/btrfs.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// struct xfs_fsop_geom_v1 of fs/xfs/libxfs/xfs_fs.h, whose header is in no basic package. The
/// inode size is the seventh word.
struct XfsGeometry {
    std::uint32_t block_size;
    std::uint32_t words[5];
    std::uint32_t inode_size;
    std::uint32_t rest[21];
};
static_assert(sizeof(XfsGeometry) == 112);

constexpr unsigned long kXfsGeometry = _IOR('X', 100, XfsGeometry);

bool is_of_type(int fd, long magic) {
    struct statfs status = {};
    return ::fstatfs(fd, &status) == 0 && status.f_type == magic;
}

} // namespace

Result<Space> read_space(int fd) {
    struct statvfs status = {};
    if (::fstatvfs(fd, &status) != 0) {
        return fail(errno, "fstatvfs");
    }
    return Space{.block_size = status.f_frsize,
                 .blocks_available = status.f_bavail,
                 .inodes = status.f_files,
                 .inodes_free = status.f_ffree};
}

bool has_handles(int fd) {
    file_handle handle = {};
    int mount_id = 0;
    // a handle has no room here: EOVERFLOW says that there would be one (open_by_handle_at(2))
    return ::name_to_handle_at(fd, "", &handle, &mount_id, AT_EMPTY_PATH) == 0 ||
           errno == EOVERFLOW;
}

std::optional<std::uint32_t> xfs_inode_size(int fd) {
    XfsGeometry geometry = {};
    if (!is_of_type(fd, XFS_SUPER_MAGIC) || ::ioctl(fd, kXfsGeometry, &geometry) != 0) {
        return std::nullopt;
    }
    return geometry.inode_size;
}

std::optional<std::uint32_t> btrfs_node_size(int fd) {
    btrfs_ioctl_fs_info_args info = {};
    if (!is_of_type(fd, BTRFS_SUPER_MAGIC) || ::ioctl(fd, BTRFS_IOC_FS_INFO, &info) != 0) {
        return std::nullopt;
    }
    return info.nodesize;
}

Result<std::string> read_block_device(const std::string& path, std::uint64_t number,
                                      std::uint64_t offset, std::size_t size) {
    const Fd held(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!held) {
        return fail(errno, "open", path);
    }
    struct stat status = {};
    if (::fstat(held.get(), &status) != 0) {
        return fail(errno, "fstat", path);
    }
    if (!S_ISBLK(status.st_mode) || status.st_rdev != number) {
        return fail_because("is not the device that is mounted", path);
    }
    const std::string link = fmt::format("/proc/self/fd/{}", held.get());
    const Fd device(::open(link.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!device) {
        return fail(errno, "open", path);
    }
    std::string bytes(size, '\0');
    const ssize_t got = ::pread(device.get(), bytes.data(), size, static_cast<off_t>(offset));
    if (got < 0) {
        return fail(errno, "pread", path);
    }
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
}

} // namespace permap::base
