// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/host_tree.hpp"

#include "base/quote.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

void require(bool is_done, const char* what, const std::string& path) {
    const int error = errno;
    if (!is_done) {
        ADD_FAILURE() << what << ' ' << base::quote(path) << ": "
                      << std::generic_category().message(error);
    }
}

bool write_file(const std::string& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    return file.flush().good();
}

bool make_bare(const std::string& path, const HostObject& object) {
    switch (object.mode & S_IFMT) {
    case S_IFREG:
        return write_file(path, object.content);
    case S_IFDIR:
        return ::mkdir(path.c_str(), 0700) == 0;
    case S_IFLNK:
        return ::symlink(object.content.c_str(), path.c_str()) == 0;
    default:
        return ::mknod(path.c_str(), object.mode & (S_IFMT | 0700),
                       makedev(object.device.major, object.device.minor)) == 0;
    }
}

} // namespace

void HostTree::make(const std::string& path, const HostObject& object) {
    require(make_bare(path_of(path), object), "make", path);
    dress(path, object);
    paths_.push_back(path);
}

void HostTree::dress(const std::string& path, const HostObject& object) {
    const std::string full = path_of(path);
    require(::lchown(full.c_str(), object.uid, object.gid) == 0, "lchown", path);
    if (!S_ISLNK(object.mode)) {
        require(::chmod(full.c_str(), object.mode & 07777) == 0, "chmod", path);
    }
}

void HostTree::link(const std::string& existing, const std::string& new_path) {
    const int done =
        ::linkat(AT_FDCWD, path_of(existing).c_str(), AT_FDCWD, path_of(new_path).c_str(), 0);
    require(done == 0, "link", new_path);
    paths_.push_back(new_path);
}

void HostTree::set_xattr(const std::string& path, const std::string& name, std::string_view value) {
    const int done =
        ::lsetxattr(path_of(path).c_str(), name.c_str(), value.data(), value.size(), 0);
    require(done == 0, name.c_str(), path);
}

void HostTree::set_times() {
    paths_.emplace_back(".");
    for (std::size_t i = paths_.size(); i-- > 0;) {
        const auto number = static_cast<time_t>(i);
        const std::array<timespec, 2> times = {
            {{.tv_sec = 1'000'000'000 + number, .tv_nsec = 5},
             {.tv_sec = number * 40'000'000, .tv_nsec = 999'999'999 - number}}};
        const int done =
            ::utimensat(AT_FDCWD, path_of(paths_[i]).c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
        require(done == 0, "utimensat", paths_[i]);
    }
    paths_.pop_back();
}

} // namespace permap::oracle
