// SPDX-License-Identifier: Apache-2.0
// The system-call layer on Linux: the only code that calls the kernel for a shared tree. errno
// becomes an Error here and nowhere else; EINTR, short transfers and ERANGE are settled here.
#pragma once

#include "base/fs_reader.hpp"
#include "base/fs_writer.hpp"

namespace permap::base {

/// How far the kernel confines a walk below its root.
enum class SafetyLevel {
    jail,  ///< a detached private mount enforces it: no links, no devices, no sub-mounts
    dirfd, ///< every open says so: openat2 with BENEATH, NO_SYMLINKS, NO_MAGICLINKS and NO_XDEV
};

/// Whether an open may lead onto another mounted file system (dirfd level only: the jail decides
/// that when it is built).
enum class CrossMounts { no, yes };

/// Whether a jail shows mounts below its root (one made through a user namespace may).
enum class MountsInside { no, yes };

/// Whether a birth time says which inode it is. On an overlay the first change of a file gives it
/// that of the copy, while its inode number stays: birth times are left out there.
enum class BirthTimes { stay, change };

/// Reads; stateless apart from its level.
class LinuxReader final : public FsReader {
public:
    explicit LinuxReader(SafetyLevel level, CrossMounts cross = CrossMounts::no,
                         MountsInside mounts = MountsInside::no,
                         BirthTimes births = BirthTimes::stay)
        : level_(level), cross_(cross), births_(births),
          is_confined_by_mount_(level == SafetyLevel::jail &&
                                (mounts == MountsInside::no || cross == CrossMounts::yes)) {}

    [[nodiscard]] Result<Fd> open_directory(int dirfd, const char* name) const override;
    [[nodiscard]] Result<Fd> open_node(int dirfd, const char* name) const override;
    [[nodiscard]] Result<Fd> open_path(int dirfd, const char* name) const override;
    [[nodiscard]] Result<std::size_t> read_entries(int fd, std::span<char> buffer) const override;
    [[nodiscard]] Result<void> rewind(int fd) const override;
    [[nodiscard]] Result<Stat> stat_at(int dirfd, const char* name) const override;
    [[nodiscard]] Result<Stat> stat_fd(int fd) const override;
    [[nodiscard]] Result<std::string> list_xattrs_at(int dirfd, const char* name) const override;
    [[nodiscard]] Result<std::string> list_xattrs_fd(int fd) const override;
    [[nodiscard]] Result<std::optional<std::string>>
    get_xattr_at(int dirfd, const char* name, const char* attribute) const override;
    [[nodiscard]] Result<std::optional<std::string>>
    get_xattr_fd(int fd, const char* attribute) const override;
    [[nodiscard]] Result<std::string> read_link(int dirfd, const char* name) const override;
    [[nodiscard]] Result<std::string> read_head(int fd, std::size_t limit) const override;

private:
    /// Opens without touching the atime where the caller may (O_NOATIME needs ownership).
    [[nodiscard]] Result<Fd> open(int dirfd, const char* name, int flags) const;
    [[nodiscard]] Result<Stat> stat(int dirfd, const char* name, int flags) const;

    SafetyLevel level_;
    CrossMounts cross_;
    BirthTimes births_;
    bool is_confined_by_mount_; ///< else every open has to say so
};

/// Writes; stateless.
class LinuxWriter final : public FsWriter {
public:
    [[nodiscard]] Result<void> set_owner(int fd, std::uint32_t uid,
                                         std::uint32_t gid) const override;
    [[nodiscard]] Result<void> set_mode(int fd, std::uint32_t mode) const override;
    [[nodiscard]] Result<void> set_times(int fd, Timestamp atime, Timestamp mtime) const override;
    [[nodiscard]] Result<void> set_xattr(int fd, const char* attribute,
                                         std::string_view value) const override;
    [[nodiscard]] Result<void> remove_xattr(int fd, const char* attribute) const override;
    [[nodiscard]] Result<void> set_flags(int fd, NodeFlags flags) const override;
    [[nodiscard]] Result<Fd> make_file(int dirfd, const char* name) const override;
    [[nodiscard]] Result<void> make_symlink(int dirfd, const char* name,
                                            const char* target) const override;
    [[nodiscard]] Result<void> make_directory(int dirfd, const char* name) const override;
    [[nodiscard]] Result<void> make_special(int dirfd, const char* name, std::uint32_t mode,
                                            std::uint64_t rdev) const override;
    [[nodiscard]] Result<void> write_all(int fd, std::string_view bytes) const override;
    [[nodiscard]] Result<void> link(int fd, int dirfd, const char* name) const override;
    [[nodiscard]] Result<void> exchange(int dirfd, const char* left,
                                        const char* right) const override;
    [[nodiscard]] Result<void> rename(int dirfd, const char* from, const char* to) const override;
    [[nodiscard]] Result<void> unlink(int dirfd, const char* name) const override;
    [[nodiscard]] Result<void> remove_directory(int dirfd, const char* name) const override;
    [[nodiscard]] Result<void> sync(int fd) const override;
    [[nodiscard]] Result<void> sync_file_system(int fd) const override;
};

} // namespace permap::base
