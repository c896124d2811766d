// SPDX-License-Identifier: Apache-2.0
// FsWriter: every call that changes a shared tree, for the mapper and write tests. Changes act on
// pinned descriptors; names are used only to make, exchange and remove objects in a directory that
// the caller has closed to everybody else. All functions may be called from any thread.
#pragma once

#include "base/fd.hpp"
#include "base/stat.hpp"

#include <cstdint>
#include <string_view>

namespace permap::base {

/// What keeps an inode from being changed, also by root (ioctl_iflags(2)).
struct NodeFlags {
    bool is_immutable = false;
    bool is_append_only = false;
};

class FsWriter {
public:
    virtual ~FsWriter() = default;

    // The first five take any descriptor, an O_PATH one of a symbolic link or device too.

    [[nodiscard]] virtual Result<void> set_owner(int fd, std::uint32_t uid,
                                                 std::uint32_t gid) const = 0;
    /// `mode` is within 07777.
    [[nodiscard]] virtual Result<void> set_mode(int fd, std::uint32_t mode) const = 0;
    [[nodiscard]] virtual Result<void> set_times(int fd, Timestamp atime,
                                                 Timestamp mtime) const = 0;
    [[nodiscard]] virtual Result<void> set_xattr(int fd, const char* attribute,
                                                 std::string_view value) const = 0;
    /// Absent is success: the wish was that it be gone.
    [[nodiscard]] virtual Result<void> remove_xattr(int fd, const char* attribute) const = 0;

    /// Makes the inode immutable or append-only, or takes that away; its other flags stay. Only of
    /// files and directories, through a readable descriptor.
    [[nodiscard]] virtual Result<void> set_flags(int fd, NodeFlags flags) const = 0;

    /// Makes an empty regular file with mode 0600 and opens it for writing; EEXIST if taken.
    [[nodiscard]] virtual Result<Fd> make_file(int dirfd, const char* name) const = 0;
    [[nodiscard]] virtual Result<void> make_symlink(int dirfd, const char* name,
                                                    const char* target) const = 0;
    /// Makes a directory with mode 0700; EEXIST if taken.
    [[nodiscard]] virtual Result<void> make_directory(int dirfd, const char* name) const = 0;
    /// `mode` with type bits: a device, fifo or socket; made with permission bits 0600.
    [[nodiscard]] virtual Result<void> make_special(int dirfd, const char* name, std::uint32_t mode,
                                                    std::uint64_t rdev) const = 0;
    [[nodiscard]] virtual Result<void> write_all(int fd, std::string_view bytes) const = 0;

    /// Another name for the object that `fd` (O_PATH) holds.
    [[nodiscard]] virtual Result<void> link(int fd, int dirfd, const char* name) const = 0;
    /// Swaps two names of one directory atomically (RENAME_EXCHANGE).
    [[nodiscard]] virtual Result<void> exchange(int dirfd, const char* left,
                                                const char* right) const = 0;
    /// Gives an object the other name, over what has it.
    [[nodiscard]] virtual Result<void> rename(int dirfd, const char* from,
                                              const char* to) const = 0;
    [[nodiscard]] virtual Result<void> unlink(int dirfd, const char* name) const = 0;
    /// Only an empty one.
    [[nodiscard]] virtual Result<void> remove_directory(int dirfd, const char* name) const = 0;

    [[nodiscard]] virtual Result<void> sync(int fd) const = 0;
    /// Flushes the whole file system that holds `fd`.
    [[nodiscard]] virtual Result<void> sync_file_system(int fd) const = 0;
};

} // namespace permap::base
