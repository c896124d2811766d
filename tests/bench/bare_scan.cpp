// SPDX-License-Identifier: Apache-2.0
// bare-scan ROOT THREADS: getdents64 of every directory, one statx and one list of attribute names
// of every entry, and nothing else. What `permap scan` costs beyond this is its own work.
#include "tests/bench/tree_walk.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace {

// The headers of Debian 12 do not know it yet; the same number on every architecture but alpha.
constexpr long kListxattrat = 465; // Linux 6.13

using Names = std::array<char, 4096>;

bool has_listxattrat() {
    return ::syscall(kListxattrat, AT_FDCWD, "/", 0, nullptr, 0) >= 0 ||
           (errno != ENOSYS && errno != EPERM); // EPERM: a container's filter that does not know it
}

/// A list that is too long for the buffer has been looked up all the same, and a file system
/// without attributes has answered.
bool is_answer(long result) {
    return result >= 0 || errno == ERANGE || errno == EOPNOTSUPP;
}

bool list_by_name(int directory_fd, const char* name) {
    Names names;
    return is_answer(::syscall(kListxattrat, directory_fd, name, AT_SYMLINK_NOFOLLOW, names.data(),
                               names.size()));
}

bool list_through_proc(int directory_fd, const char* name) {
    Names names;
    const std::string path = "/proc/self/fd/" + std::to_string(directory_fd) + '/' + name;
    return is_answer(::llistxattr(path.c_str(), names.data(), names.size()));
}

bool stat_by_name(int directory_fd, const char* name) {
    struct statx status {};
    return ::statx(directory_fd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
                   STATX_BASIC_STATS | STATX_BTIME, &status) == 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: bare-scan ROOT THREADS\n", stderr);
        return 2;
    }
    const auto list = has_listxattrat() ? list_by_name : list_through_proc;
    const permap::bench::Visit visit = {
        .directory = {},
        .entry =
            [list](int directory_fd, const char* name, unsigned char) {
                return stat_by_name(directory_fd, name) && list(directory_fd, name);
            },
    };
    return permap::bench::walk_and_print(argv[1], argv[2], visit);
}
