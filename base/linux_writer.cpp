// SPDX-License-Identifier: Apache-2.0
#include "base/linux_fs.hpp"

#include <cerrno>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// The procfs name of a descriptor: a magic link to the very inode, for calls without an fd form.
std::string proc_name(int fd) {
    return fmt::format("/proc/self/fd/{}", fd);
}

Result<void> done(int answer, const char* operation) {
    if (answer != 0) {
        return fail(errno, operation);
    }
    return {};
}

timespec to_timespec(Timestamp time) {
    return {.tv_sec = time.seconds, .tv_nsec = static_cast<long>(time.nanoseconds)};
}

} // namespace

Result<void> LinuxWriter::set_owner(int fd, std::uint32_t uid, std::uint32_t gid) const {
    return done(::fchownat(fd, "", uid, gid, AT_EMPTY_PATH), "fchown");
}

Result<void> LinuxWriter::set_mode(int fd, std::uint32_t mode) const {
    if (::fchmod(fd, mode) == 0) {
        return {};
    }
    if (errno != EBADF) {
        return fail(errno, "fchmod");
    }
    // O_PATH refuses fchmod; the magic link reaches the same inode on every kernel
    return done(::chmod(proc_name(fd).c_str(), mode), "chmod");
}

Result<void> LinuxWriter::set_times(int fd, Timestamp atime, Timestamp mtime) const {
    const timespec times[2] = {to_timespec(atime), to_timespec(mtime)};
    return done(::utimensat(fd, "", times, AT_EMPTY_PATH), "utimensat");
}

Result<void> LinuxWriter::set_xattr(int fd, const char* attribute, std::string_view value) const {
    if (::fsetxattr(fd, attribute, value.data(), value.size(), 0) == 0) {
        return {};
    }
    if (errno != EBADF) {
        return fail(errno, "fsetxattr");
    }
    return done(::setxattr(proc_name(fd).c_str(), attribute, value.data(), value.size(), 0),
                "setxattr");
}

Result<void> LinuxWriter::remove_xattr(int fd, const char* attribute) const {
    int answer = ::fremovexattr(fd, attribute);
    if (answer != 0 && errno == EBADF) {
        answer = ::removexattr(proc_name(fd).c_str(), attribute);
    }
    if (answer != 0 && errno != ENODATA) {
        return fail(errno, "fremovexattr");
    }
    return {};
}

Result<void> LinuxWriter::set_flags(int fd, NodeFlags flags) const {
    int bits = 0; // an int, whatever the type in the name of the call says (ioctl_iflags(2))
    if (::ioctl(fd, FS_IOC_GETFLAGS, &bits) != 0) {
        return fail(errno, "ioctl FS_IOC_GETFLAGS");
    }
    bits &= ~(FS_IMMUTABLE_FL | FS_APPEND_FL);
    bits |= flags.is_immutable ? FS_IMMUTABLE_FL : 0;
    bits |= flags.is_append_only ? FS_APPEND_FL : 0;
    return done(::ioctl(fd, FS_IOC_SETFLAGS, &bits), "ioctl FS_IOC_SETFLAGS");
}

Result<Fd> LinuxWriter::make_file(int dirfd, const char* name) const {
    const int raw =
        ::openat(dirfd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
    if (raw < 0) {
        return fail(errno, "create");
    }
    return Fd(raw);
}

Result<void> LinuxWriter::make_symlink(int dirfd, const char* name, const char* target) const {
    return done(::symlinkat(target, dirfd, name), "symlink");
}

Result<void> LinuxWriter::make_directory(int dirfd, const char* name) const {
    return done(::mkdirat(dirfd, name, 0700), "mkdir");
}

Result<void> LinuxWriter::make_special(int dirfd, const char* name, std::uint32_t mode,
                                       std::uint64_t rdev) const {
    const mode_t narrow = (mode & S_IFMT) | 0600;
    return done(::mknodat(dirfd, name, narrow, rdev), "mknod");
}

Result<void> LinuxWriter::write_all(int fd, std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t put = ::write(fd, bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR) {
            return fail(errno, "write");
        }
        bytes.remove_prefix(put > 0 ? static_cast<std::size_t>(put) : 0);
    }
    return {};
}

Result<void> LinuxWriter::link(int fd, int dirfd, const char* name) const {
    // linkat(AT_EMPTY_PATH) wants CAP_DAC_READ_SEARCH; the procfs form does not (linkat(2))
    return done(::linkat(AT_FDCWD, proc_name(fd).c_str(), dirfd, name, AT_SYMLINK_FOLLOW), "link");
}

Result<void> LinuxWriter::exchange(int dirfd, const char* left, const char* right) const {
    return done(::renameat2(dirfd, left, dirfd, right, RENAME_EXCHANGE), "exchange");
}

Result<void> LinuxWriter::rename(int dirfd, const char* from, const char* to) const {
    return done(::renameat(dirfd, from, dirfd, to), "rename");
}

Result<void> LinuxWriter::unlink(int dirfd, const char* name) const {
    return done(::unlinkat(dirfd, name, 0), "unlink");
}

Result<void> LinuxWriter::remove_directory(int dirfd, const char* name) const {
    return done(::unlinkat(dirfd, name, AT_REMOVEDIR), "rmdir");
}

Result<void> LinuxWriter::sync(int fd) const {
    return done(::fsync(fd), "fsync");
}

Result<void> LinuxWriter::sync_file_system(int fd) const {
    return done(::syncfs(fd), "syncfs");
}

} // namespace permap::base
