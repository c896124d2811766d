// SPDX-License-Identifier: Apache-2.0
#include "base/linux_fs.hpp"

#include "base/lease.hpp"

#include <atomic>
#include <cerrno>
#include <climits>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace permap::base {
namespace {

// Linux 6.13; not in the headers of Debian 12. The struct is in include/uapi/linux/xattr.h.
constexpr long kGetxattrat = 464;
constexpr long kListxattrat = 465;
struct XattrArgs {
    alignas(8) std::uint64_t value;
    std::uint32_t size;
    std::uint32_t flags;
};

/// Most lists and values are far smaller; larger ones are read again with the right size.
constexpr std::size_t kFirstXattrBuffer = 1024;

constexpr unsigned kStatMask = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID;

Timestamp to_timestamp(const statx_timestamp& time) {
    return {.seconds = time.tv_sec, .nanoseconds = time.tv_nsec};
}

Stat to_stat(const struct statx& raw) {
    return {.mode = raw.stx_mode,
            .uid = raw.stx_uid,
            .gid = raw.stx_gid,
            .nlink = raw.stx_nlink,
            .inode = raw.stx_ino,
            .device = makedev(raw.stx_dev_major, raw.stx_dev_minor),
            .rdev = makedev(raw.stx_rdev_major, raw.stx_rdev_minor),
            .size = raw.stx_size,
            .atime = to_timestamp(raw.stx_atime),
            .mtime = to_timestamp(raw.stx_mtime),
            .btime = (raw.stx_mask & STATX_BTIME) != 0 ? to_timestamp(raw.stx_btime) : Timestamp{},
            .attributes = raw.stx_attributes & raw.stx_attributes_mask,
            .mount_id = raw.stx_mnt_id};
}

/// Whether the kernel has the *xattrat calls; learnt from the first ENOSYS.
std::atomic<bool>& has_xattrat() {
    static std::atomic<bool> value{true};
    return value;
}

/// The name under which the older calls reach an entry of a held directory: the magic link leads
/// to the directory itself and l*xattr does not follow the last component.
std::string proc_name(int dirfd, const char* name) {
    return fmt::format("/proc/self/fd/{}/{}", dirfd, name);
}

ssize_t list_at(int dirfd, const char* name, char* buffer, std::size_t size) {
    if (has_xattrat().load(std::memory_order_relaxed)) {
        const long got = ::syscall(kListxattrat, dirfd, name, AT_SYMLINK_NOFOLLOW, buffer, size);
        if (got >= 0 || errno != ENOSYS) {
            return got;
        }
        has_xattrat().store(false, std::memory_order_relaxed);
    }
    return ::llistxattr(proc_name(dirfd, name).c_str(), buffer, size);
}

ssize_t get_at(int dirfd, const char* name, const char* attribute, char* buffer, std::size_t size) {
    if (has_xattrat().load(std::memory_order_relaxed)) {
        XattrArgs args = {.value = reinterpret_cast<std::uint64_t>(buffer),
                          .size = static_cast<std::uint32_t>(size),
                          .flags = 0};
        const long got =
            ::syscall(kGetxattrat, dirfd, name, AT_SYMLINK_NOFOLLOW, attribute, &args, sizeof args);
        if (got >= 0 || errno != ENOSYS) {
            return got;
        }
        has_xattrat().store(false, std::memory_order_relaxed);
    }
    return ::lgetxattr(proc_name(dirfd, name).c_str(), attribute, buffer, size);
}

/// Calls `read(buffer, size)` until the buffer is large enough: attributes may grow in between.
template <typename Read>
Result<std::string> read_growing(const char* operation, Read read) {
    char small[kFirstXattrBuffer];
    ssize_t got = read(small, sizeof small);
    if (got >= 0) {
        return std::string(small, static_cast<std::size_t>(got));
    }
    while (errno == ERANGE) {
        const ssize_t needed = read(nullptr, 0);
        if (needed < 0) {
            break;
        }
        std::string value(static_cast<std::size_t>(needed) + kFirstXattrBuffer, '\0');
        got = read(value.data(), value.size());
        if (got >= 0) {
            value.resize(static_cast<std::size_t>(got));
            return value;
        }
    }
    return fail(errno, operation);
}

/// A list where there is no such thing as a list is an empty one.
Result<std::string> empty_if_unsupported(Result<std::string> names) {
    if (!names && names.error().code == std::errc::operation_not_supported) {
        return std::string();
    }
    return names;
}

Result<std::optional<std::string>> nothing_if_absent(Result<std::string> value) {
    if (value) {
        return std::optional(std::move(*value));
    }
    if (value.error().code.value() == ENODATA) {
        return std::optional<std::string>();
    }
    return tl::unexpected(std::move(value).error());
}

} // namespace

Result<Fd> LinuxReader::open(int dirfd, const char* name, int flags) const {
    const unsigned stay = cross_ == CrossMounts::no ? RESOLVE_NO_XDEV : 0U;
    open_how how = {.flags = static_cast<unsigned>(flags | O_NOFOLLOW | O_CLOEXEC),
                    .mode = 0,
                    .resolve =
                        RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | stay};
    return open_patiently([&] {
        for (;;) {
            const long raw = is_confined_by_mount_
                                 ? ::openat(dirfd, name, static_cast<int>(how.flags))
                                 : ::syscall(SYS_openat2, dirfd, name, &how, sizeof how);
            if (raw < 0 && errno == EPERM && (how.flags & std::uint64_t{O_NOATIME}) != 0) {
                how.flags &= ~std::uint64_t{O_NOATIME}; // somebody else's inode
            } else if (raw >= 0 || errno != EINTR) {
                return static_cast<int>(raw);
            }
        }
    });
}

Result<Fd> LinuxReader::open_directory(int dirfd, const char* name) const {
    return open(dirfd, name, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOATIME);
}

Result<Fd> LinuxReader::open_node(int dirfd, const char* name) const {
    constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOATIME;
    if (level_ == SafetyLevel::jail || ::geteuid() != 0) {
        return open(dirfd, name, kFlags); // the mount, or the lack of rights, refuses devices
    }
    // Without a jail root would open a device that was swapped in: look first, then open the very
    // same inode again through the descriptor.
    PERMAP_TRY_ASSIGN(const Fd held, open_path(dirfd, name));
    PERMAP_TRY_ASSIGN(const Stat stat, stat_fd(held.get()));
    if (!S_ISREG(stat.mode) && !S_ISDIR(stat.mode)) {
        return fail(S_ISLNK(stat.mode) ? ELOOP : ENXIO, "open");
    }
    const std::string link = fmt::format("/proc/self/fd/{}", held.get());
    return open_patiently([&] {
        const int raw = ::open(link.c_str(), kFlags | O_CLOEXEC);
        const bool is_foreign = raw < 0 && errno == EPERM;
        return is_foreign ? ::open(link.c_str(), (kFlags & ~O_NOATIME) | O_CLOEXEC) : raw;
    });
}

Result<Fd> LinuxReader::open_path(int dirfd, const char* name) const {
    return open(dirfd, name, O_PATH);
}

Result<std::size_t> LinuxReader::read_entries(int fd, std::span<char> buffer) const {
    for (;;) {
        const ssize_t got = ::getdents64(fd, buffer.data(), buffer.size());
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        if (errno != EINTR) {
            return fail(errno, "getdents");
        }
    }
}

Result<void> LinuxReader::rewind(int fd) const {
    if (::lseek(fd, 0, SEEK_SET) != 0) {
        return fail(errno, "lseek");
    }
    return {};
}

Result<Stat> LinuxReader::stat(int dirfd, const char* name, int flags) const {
    struct statx raw;
    if (::statx(dirfd, name, flags | AT_STATX_DONT_SYNC, kStatMask, &raw) != 0) {
        return fail(errno, "statx");
    }
    if (births_ == BirthTimes::change) {
        raw.stx_mask &= ~unsigned{STATX_BTIME};
    }
    return to_stat(raw);
}

Result<Stat> LinuxReader::stat_at(int dirfd, const char* name) const {
    return stat(dirfd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
}

Result<Stat> LinuxReader::stat_fd(int fd) const {
    return stat(fd, "", AT_EMPTY_PATH);
}

Result<std::string> LinuxReader::list_xattrs_at(int dirfd, const char* name) const {
    return empty_if_unsupported(read_growing("listxattr", [&](char* buffer, std::size_t size) {
        return list_at(dirfd, name, buffer, size);
    }));
}

Result<std::string> LinuxReader::list_xattrs_fd(int fd) const {
    return empty_if_unsupported(read_growing("flistxattr", [&](char* buffer, std::size_t size) {
        return ::flistxattr(fd, buffer, size);
    }));
}

Result<std::optional<std::string>> LinuxReader::get_xattr_at(int dirfd, const char* name,
                                                             const char* attribute) const {
    return nothing_if_absent(read_growing("getxattr", [&](char* buffer, std::size_t size) {
        return get_at(dirfd, name, attribute, buffer, size);
    }));
}

Result<std::optional<std::string>> LinuxReader::get_xattr_fd(int fd, const char* attribute) const {
    return nothing_if_absent(read_growing("fgetxattr", [&](char* buffer, std::size_t size) {
        return ::fgetxattr(fd, attribute, buffer, size);
    }));
}

Result<std::string> LinuxReader::read_link(int dirfd, const char* name) const {
    std::string target(PATH_MAX, '\0'); // the kernel's own limit for the text of a link
    const ssize_t got = ::readlinkat(dirfd, name, target.data(), target.size());
    if (got < 0) {
        return fail(errno, "readlink");
    }
    target.resize(static_cast<std::size_t>(got));
    return target;
}

Result<std::string> LinuxReader::read_head(int fd, std::size_t limit) const {
    std::string bytes(limit, '\0');
    std::size_t have = 0;
    while (have < limit) {
        const ssize_t got =
            ::pread(fd, bytes.data() + have, limit - have, static_cast<off_t>(have));
        if (got < 0 && errno != EINTR) {
            return fail(errno, "pread");
        }
        if (got == 0) {
            break;
        }
        have += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    bytes.resize(have);
    return bytes;
}

} // namespace permap::base
