// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scratch_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <tuple>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace permap::tests {
namespace {

void check(bool is_done, const char* call, const std::string& path) {
    if (!is_done) {
        throw std::system_error(errno, std::generic_category(), std::string(call) + " " + path);
    }
}

std::string make_below(const std::string& parent) {
    std::string path = parent + "/permap-test-XXXXXX";
    check(::mkdtemp(path.data()) != nullptr, "mkdtemp", path);
    return path;
}

/// Empty where the place does not take user attributes.
std::string make_in_memory() {
    std::string path = "/dev/shm/permap-test-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {
        return {};
    }
    if (::setxattr(path.c_str(), "user.probe", "", 0, 0) != 0) {
        ::rmdir(path.c_str());
        return {};
    }
    check(::removexattr(path.c_str(), "user.probe") == 0, "removexattr", path);
    return path;
}

std::string make(ScratchDirectory::Place place) {
    const std::string in_memory =
        place == ScratchDirectory::Place::memory ? make_in_memory() : std::string();
    const char* const chosen = std::getenv("TMPDIR");
    return in_memory.empty() ? make_below(chosen != nullptr ? chosen : "/tmp") : in_memory;
}

} // namespace

ScratchDirectory::ScratchDirectory(Place place) : Workplace(make(place)) {
}

ScratchDirectory::~ScratchDirectory() {
    remove_tree(AT_FDCWD, path().c_str());
}

std::string Workplace::path_of(std::string_view relative) const {
    return path_ + "/" + std::string(relative);
}

base::Fd Workplace::open(std::string_view relative) const {
    const std::string path = path_of(relative);
    const int raw = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(raw >= 0, "open", path);
    return base::Fd(raw);
}

base::Fd Workplace::open_path(std::string_view relative) const {
    const std::string path = path_of(relative);
    const int raw = ::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    check(raw >= 0, "open", path);
    return base::Fd(raw);
}

void Workplace::make_file(std::string_view relative, std::string_view content,
                          std::uint32_t mode) const {
    const std::string path = path_of(relative);
    const base::Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    check(fd && ::write(fd.get(), content.data(), content.size()) ==
                    static_cast<ssize_t>(content.size()),
          "write", path);
    check(::fchmod(fd.get(), mode) == 0, "fchmod", path);
}

void Workplace::make_directory(std::string_view relative, std::uint32_t mode) const {
    const std::string path = path_of(relative);
    check(::mkdir(path.c_str(), 0700) == 0, "mkdir", path);
    set_mode(relative, mode);
}

void Workplace::make_symlink(std::string_view relative, const std::string& target) const {
    const std::string path = path_of(relative);
    check(::symlink(target.c_str(), path.c_str()) == 0, "symlink", path);
}

void Workplace::make_special(std::string_view relative, std::uint32_t mode,
                             std::uint64_t rdev) const {
    const std::string path = path_of(relative);
    check(::mknod(path.c_str(), mode, rdev) == 0, "mknod", path);
    set_mode(relative, mode & 07777U);
}

void Workplace::make_link(std::string_view existing, std::string_view added) const {
    const std::string path = path_of(added);
    check(::linkat(AT_FDCWD, path_of(existing).c_str(), AT_FDCWD, path.c_str(), 0) == 0, "link",
          path);
}

void Workplace::set_mode(std::string_view relative, std::uint32_t mode) const {
    const std::string path = path_of(relative);
    check(::chmod(path.c_str(), mode) == 0, "chmod", path);
}

void Workplace::set_owner(std::string_view relative, std::uint32_t uid, std::uint32_t gid) const {
    const std::string path = path_of(relative);
    check(::lchown(path.c_str(), uid, gid) == 0, "lchown", path);
}

void Workplace::set_xattr(std::string_view relative, const char* name,
                          std::string_view value) const {
    const std::string path = path_of(relative);
    check(::lsetxattr(path.c_str(), name, value.data(), value.size(), 0) == 0, "setxattr", path);
}

void Workplace::set_times(std::string_view relative, std::int64_t seconds) const {
    const std::string path = path_of(relative);
    const timespec times[2] = {{.tv_sec = seconds, .tv_nsec = 1},
                               {.tv_sec = seconds, .tv_nsec = 2}};
    check(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0, "utimensat", path);
}

void remove_tree(int dirfd, const char* name) {
    if (::unlinkat(dirfd, name, 0) == 0 || errno == ENOENT) {
        return;
    }
    std::ignore = ::fchmodat(dirfd, name, 0700, 0); // a test may have shut us out
    const int raw = ::openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR* const listing = raw >= 0 ? ::fdopendir(raw) : nullptr;
    while (const dirent* const entry = listing != nullptr ? ::readdir(listing) : nullptr) {
        const std::string_view found = entry->d_name;
        if (found != "." && found != "..") {
            remove_tree(raw, entry->d_name);
        }
    }
    if (listing != nullptr) {
        ::closedir(listing);
    }
    std::ignore = ::unlinkat(dirfd, name, AT_REMOVEDIR); // a leftover in /tmp fails no test
}

} // namespace permap::tests
