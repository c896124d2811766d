// SPDX-License-Identifier: Apache-2.0
#include "tests/support/failing_fs.hpp"

namespace permap::tests {
namespace {

using base::Fd;
using base::Result;
using base::Stat;

/// Makes the call unless it is one that fails.
template <typename Call>
auto pass(FaultCounter& counter, Call call) -> decltype(call()) {
    if (const int error = counter.next(); error != 0) {
        return base::fail(error, "injected");
    }
    return call();
}

} // namespace

int FaultCounter::next() {
    const int number = ++calls_;
    return number >= fault_.first && number <= fault_.last ? fault_.errno_value : 0;
}

Result<void> FailingWriter::set_owner(int fd, std::uint32_t uid, std::uint32_t gid) const {
    return pass(counter_, [&] { return next_.set_owner(fd, uid, gid); });
}

Result<void> FailingWriter::set_mode(int fd, std::uint32_t mode) const {
    return pass(counter_, [&] { return next_.set_mode(fd, mode); });
}

Result<void> FailingWriter::set_times(int fd, base::Timestamp atime, base::Timestamp mtime) const {
    return pass(counter_, [&] { return next_.set_times(fd, atime, mtime); });
}

Result<void> FailingWriter::set_xattr(int fd, const char* attribute, std::string_view value) const {
    return pass(counter_, [&] { return next_.set_xattr(fd, attribute, value); });
}

Result<void> FailingWriter::remove_xattr(int fd, const char* attribute) const {
    return pass(counter_, [&] { return next_.remove_xattr(fd, attribute); });
}

Result<void> FailingWriter::set_flags(int fd, base::NodeFlags flags) const {
    return pass(counter_, [&] { return next_.set_flags(fd, flags); });
}

Result<Fd> FailingWriter::make_file(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.make_file(dirfd, name); });
}

Result<void> FailingWriter::make_symlink(int dirfd, const char* name, const char* target) const {
    return pass(counter_, [&] { return next_.make_symlink(dirfd, name, target); });
}

Result<void> FailingWriter::make_directory(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.make_directory(dirfd, name); });
}

Result<void> FailingWriter::make_special(int dirfd, const char* name, std::uint32_t mode,
                                         std::uint64_t rdev) const {
    return pass(counter_, [&] { return next_.make_special(dirfd, name, mode, rdev); });
}

Result<void> FailingWriter::write_all(int fd, std::string_view bytes) const {
    return pass(counter_, [&] { return next_.write_all(fd, bytes); });
}

Result<void> FailingWriter::link(int fd, int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.link(fd, dirfd, name); });
}

Result<void> FailingWriter::exchange(int dirfd, const char* left, const char* right) const {
    return pass(counter_, [&] { return next_.exchange(dirfd, left, right); });
}

Result<void> FailingWriter::rename(int dirfd, const char* from, const char* to) const {
    return pass(counter_, [&] { return next_.rename(dirfd, from, to); });
}

Result<void> FailingWriter::unlink(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.unlink(dirfd, name); });
}

Result<void> FailingWriter::remove_directory(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.remove_directory(dirfd, name); });
}

Result<void> FailingWriter::sync(int fd) const {
    return pass(counter_, [&] { return next_.sync(fd); });
}

Result<void> FailingWriter::sync_file_system(int fd) const {
    return pass(counter_, [&] { return next_.sync_file_system(fd); });
}

Result<Fd> FailingReader::open_directory(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.open_directory(dirfd, name); });
}

Result<Fd> FailingReader::open_node(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.open_node(dirfd, name); });
}

Result<Fd> FailingReader::open_path(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.open_path(dirfd, name); });
}

Result<std::size_t> FailingReader::read_entries(int fd, std::span<char> buffer) const {
    const Fault& fault = counter_.fault();
    if (fault.unlistable != 0) {
        const Result<Stat> stat = next_.stat_fd(fd);
        if (stat && stat->inode == fault.unlistable) {
            return base::fail(fault.errno_value, "injected");
        }
    }
    return pass(counter_, [&] { return next_.read_entries(fd, buffer); });
}

Result<void> FailingReader::rewind(int fd) const {
    return pass(counter_, [&] { return next_.rewind(fd); });
}

Result<Stat> FailingReader::stat_at(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.stat_at(dirfd, name); });
}

Result<Stat> FailingReader::stat_fd(int fd) const {
    return pass(counter_, [&] { return next_.stat_fd(fd); });
}

Result<std::string> FailingReader::list_xattrs_at(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.list_xattrs_at(dirfd, name); });
}

Result<std::string> FailingReader::list_xattrs_fd(int fd) const {
    return pass(counter_, [&] { return next_.list_xattrs_fd(fd); });
}

Result<std::optional<std::string>> FailingReader::get_xattr_at(int dirfd, const char* name,
                                                               const char* attribute) const {
    return pass(counter_, [&] { return next_.get_xattr_at(dirfd, name, attribute); });
}

Result<std::optional<std::string>> FailingReader::get_xattr_fd(int fd,
                                                               const char* attribute) const {
    return pass(counter_, [&] { return next_.get_xattr_fd(fd, attribute); });
}

Result<std::string> FailingReader::read_link(int dirfd, const char* name) const {
    return pass(counter_, [&] { return next_.read_link(dirfd, name); });
}

Result<std::string> FailingReader::read_head(int fd, std::size_t limit) const {
    return pass(counter_, [&] { return next_.read_head(fd, limit); });
}

} // namespace permap::tests
