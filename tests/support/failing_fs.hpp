// SPDX-License-Identifier: Apache-2.0
// Decorators over the system-call layer that count calls and let chosen ones fail, on real file
// systems: an imitation would lie about capabilities, ACL masks and order.
#pragma once

#include "base/fs_reader.hpp"
#include "base/fs_writer.hpp"

#include <atomic>

namespace permap::tests {

/// Which calls fail, counted from 1.
struct Fault {
    int first = 0; ///< 0: none
    int last = 0;  ///< a large number: nothing works any more, as after a kill
    int errno_value = 0;
    /// The inode of a directory that cannot be listed, whenever it is tried; 0: none.
    std::uint64_t unlistable = 0;
};

/// Counts calls; shared by a reader and a writer or one of each. Any thread.
class FaultCounter {
public:
    explicit FaultCounter(Fault fault = {}) : fault_(fault) {}

    /// The error that this call is to fail with; 0: none.
    [[nodiscard]] int next();
    [[nodiscard]] int calls() const { return calls_; }
    [[nodiscard]] const Fault& fault() const { return fault_; }

private:
    Fault fault_;
    std::atomic<int> calls_{0};
};

class FailingWriter final : public base::FsWriter {
public:
    /// Both outlive the writer.
    FailingWriter(const base::FsWriter& next, FaultCounter& counter)
        : next_(next), counter_(counter) {}

    base::Result<void> set_owner(int fd, std::uint32_t uid, std::uint32_t gid) const override;
    base::Result<void> set_mode(int fd, std::uint32_t mode) const override;
    base::Result<void> set_times(int fd, base::Timestamp atime,
                                 base::Timestamp mtime) const override;
    base::Result<void> set_xattr(int fd, const char* attribute,
                                 std::string_view value) const override;
    base::Result<void> remove_xattr(int fd, const char* attribute) const override;
    base::Result<void> set_flags(int fd, base::NodeFlags flags) const override;
    base::Result<base::Fd> make_file(int dirfd, const char* name) const override;
    base::Result<void> make_symlink(int dirfd, const char* name, const char* target) const override;
    base::Result<void> make_directory(int dirfd, const char* name) const override;
    base::Result<void> make_special(int dirfd, const char* name, std::uint32_t mode,
                                    std::uint64_t rdev) const override;
    base::Result<void> write_all(int fd, std::string_view bytes) const override;
    base::Result<void> link(int fd, int dirfd, const char* name) const override;
    base::Result<void> exchange(int dirfd, const char* left, const char* right) const override;
    base::Result<void> rename(int dirfd, const char* from, const char* to) const override;
    base::Result<void> unlink(int dirfd, const char* name) const override;
    base::Result<void> remove_directory(int dirfd, const char* name) const override;
    base::Result<void> sync(int fd) const override;
    base::Result<void> sync_file_system(int fd) const override;

private:
    const base::FsWriter& next_;
    FaultCounter& counter_;
};

class FailingReader final : public base::FsReader {
public:
    FailingReader(const base::FsReader& next, FaultCounter& counter)
        : next_(next), counter_(counter) {}

    base::Result<base::Fd> open_directory(int dirfd, const char* name) const override;
    base::Result<base::Fd> open_node(int dirfd, const char* name) const override;
    base::Result<base::Fd> open_path(int dirfd, const char* name) const override;
    base::Result<std::size_t> read_entries(int fd, std::span<char> buffer) const override;
    base::Result<void> rewind(int fd) const override;
    base::Result<base::Stat> stat_at(int dirfd, const char* name) const override;
    base::Result<base::Stat> stat_fd(int fd) const override;
    base::Result<std::string> list_xattrs_at(int dirfd, const char* name) const override;
    base::Result<std::string> list_xattrs_fd(int fd) const override;
    base::Result<std::optional<std::string>> get_xattr_at(int dirfd, const char* name,
                                                          const char* attribute) const override;
    base::Result<std::optional<std::string>> get_xattr_fd(int fd,
                                                          const char* attribute) const override;
    base::Result<std::string> read_link(int dirfd, const char* name) const override;
    base::Result<std::string> read_head(int fd, std::size_t limit) const override;

private:
    const base::FsReader& next_;
    FaultCounter& counter_;
};

} // namespace permap::tests
