// SPDX-License-Identifier: Apache-2.0
// bare-scan ROOT THREADS [values]: getdents64 of every directory, one statx and one list of
// attribute names of every entry, and nothing else; with `values` also the values of a mapped
// entry, where the list has names. What `permap scan` costs beyond this is its own work.
#include "tests/bench/tree_walk.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace {

// The headers of Debian 12 do not know it yet; the same number on every architecture but alpha.
constexpr long kGetxattrat = 464; // Linux 6.13
constexpr long kListxattrat = 465;

/// struct xattr_args of linux/xattr.h, which those headers do not have either.
struct ValueRequest {
    std::uint64_t value;
    std::uint32_t size;
    std::uint32_t flags;
};

constexpr std::array kValues = {"user.virtfs.uid", "user.virtfs.gid", "user.virtfs.mode"};

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

/// How attributes are asked for: the list's length, or a value's; negative as system calls are.
struct Asking {
    long (*list)(int directory_fd, const char* name, Names& names);
    long (*value)(int directory_fd, const char* name, const char* attribute, std::uint32_t& value);
};

long list_by_name(int directory_fd, const char* name, Names& names) {
    return ::syscall(kListxattrat, directory_fd, name, AT_SYMLINK_NOFOLLOW, names.data(),
                     names.size());
}

long value_by_name(int directory_fd, const char* name, const char* attribute,
                   std::uint32_t& value) {
    ValueRequest request = {};
    std::uint32_t* const place = &value;
    std::memcpy(&request.value, &place, sizeof place);
    request.size = sizeof value;
    return ::syscall(kGetxattrat, directory_fd, name, AT_SYMLINK_NOFOLLOW, attribute, &request,
                     sizeof request);
}

std::string proc_path(int directory_fd, const char* name) {
    return "/proc/self/fd/" + std::to_string(directory_fd) + '/' + name;
}

long list_through_proc(int directory_fd, const char* name, Names& names) {
    return ::llistxattr(proc_path(directory_fd, name).c_str(), names.data(), names.size());
}

long value_through_proc(int directory_fd, const char* name, const char* attribute,
                        std::uint32_t& value) {
    return ::lgetxattr(proc_path(directory_fd, name).c_str(), attribute, &value, sizeof value);
}

bool list(const Asking& asking, bool with_values, int directory_fd, const char* name) {
    Names names;
    const long length = asking.list(directory_fd, name, names);
    if (!with_values || length <= 0) {
        return is_answer(length);
    }
    std::uint32_t value = 0;
    return std::ranges::all_of(kValues, [&](const char* attribute) {
        return asking.value(directory_fd, name, attribute, value) >= 0 || errno == ENODATA;
    });
}

bool stat_by_name(int directory_fd, const char* name) {
    struct statx status {};
    return ::statx(directory_fd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
                   STATX_BASIC_STATS | STATX_BTIME, &status) == 0;
}

} // namespace

int main(int argc, char** argv) {
    const bool with_values = argc == 4 && std::strcmp(argv[3], "values") == 0;
    if (argc != 3 && !with_values) {
        std::fputs("usage: bare-scan ROOT THREADS [values]\n", stderr);
        return 2;
    }
    const Asking asking = has_listxattrat() ? Asking{list_by_name, value_by_name}
                                            : Asking{list_through_proc, value_through_proc};
    const permap::bench::Visit visit = {
        .directory = {},
        .entry =
            [&](int directory_fd, const char* name, unsigned char) {
                return stat_by_name(directory_fd, name) &&
                       list(asking, with_values, directory_fd, name);
            },
    };
    return permap::bench::walk_and_print(argv[1], argv[2], visit);
}
