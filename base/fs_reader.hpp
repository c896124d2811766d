// SPDX-License-Identifier: Apache-2.0
// FsReader: every call that reads a shared tree, the half of the system-call layer that audits may
// use. Everything is relative to a held descriptor, never follows a link in any component and
// never opens a special file by accident. `name` is one component (or "." where said).
// All functions may be called from any thread. Errors carry errno and the call, not the path:
// the caller knows the path.
#pragma once

#include "base/fd.hpp"
#include "base/stat.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace permap::base {

class FsReader {
public:
    virtual ~FsReader() = default;

    /// Opens a directory for listing; ELOOP or ENOTDIR when `name` is anything else.
    [[nodiscard]] virtual Result<Fd> open_directory(int dirfd, const char* name) const = 0;

    /// Pins a regular file or directory for f* calls (O_RDONLY, never blocks on a fifo). The
    /// caller has checked the type first: opening a device has side effects.
    [[nodiscard]] virtual Result<Fd> open_node(int dirfd, const char* name) const = 0;

    /// Pins any object without opening it (O_PATH).
    [[nodiscard]] virtual Result<Fd> open_path(int dirfd, const char* name) const = 0;

    /// Fills `buffer` with directory records (getdents64); 0 bytes at the end.
    [[nodiscard]] virtual Result<std::size_t> read_entries(int fd,
                                                           std::span<char> buffer) const = 0;

    /// Makes read_entries begin again.
    [[nodiscard]] virtual Result<void> rewind(int fd) const = 0;

    [[nodiscard]] virtual Result<Stat> stat_at(int dirfd, const char* name) const = 0;
    [[nodiscard]] virtual Result<Stat> stat_fd(int fd) const = 0;

    /// Names of all extended attributes, NUL after each; empty where there are none or where the
    /// file system has no such thing.
    [[nodiscard]] virtual Result<std::string> list_xattrs_at(int dirfd, const char* name) const = 0;
    [[nodiscard]] virtual Result<std::string> list_xattrs_fd(int fd) const = 0;

    /// The value, or nothing where the attribute is absent (ENODATA). EOPNOTSUPP is an error.
    [[nodiscard]] virtual Result<std::optional<std::string>>
    get_xattr_at(int dirfd, const char* name, const char* attribute) const = 0;
    [[nodiscard]] virtual Result<std::optional<std::string>>
    get_xattr_fd(int fd, const char* attribute) const = 0;

    /// The text of a symbolic link. May move the link's atime where the mount keeps atimes.
    [[nodiscard]] virtual Result<std::string> read_link(int dirfd, const char* name) const = 0;

    /// The first bytes of a regular file, at most `limit`.
    [[nodiscard]] virtual Result<std::string> read_head(int fd, std::size_t limit) const = 0;
};

} // namespace permap::base
