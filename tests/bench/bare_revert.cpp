// SPDX-License-Identifier: Apache-2.0
// bare-revert ROOT THREADS: takes back what bare-convert did, from the attributes it left: reads
// and removes three, changes owner and mode. For measurements only: it believes what it reads.
#include "tests/bench/tree_walk.hpp"

#include "base/fd.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>

#include <dirent.h>
#include <endian.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace {

constexpr std::array<const char*, 3> kNames = {"user.virtfs.uid", "user.virtfs.gid",
                                               "user.virtfs.mode"};

/// What bare-convert stored, in the order of kNames.
using Stored = std::array<std::uint32_t, kNames.size()>;

bool read_attributes(int fd, Stored& stored) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        std::uint32_t little_endian = 0;
        if (::fgetxattr(fd, kNames[i], &little_endian, sizeof little_endian) !=
            sizeof little_endian) {
            return false;
        }
        stored[i] = le32toh(little_endian);
    }
    return true;
}

bool remove_attributes(int fd) {
    for (const char* name : kNames) {
        if (::fremovexattr(fd, name) != 0) {
            return false;
        }
    }
    return true;
}

bool revert(int fd) {
    struct stat status {};
    Stored stored{};
    if (::fstat(fd, &status) != 0) {
        return false;
    }
    if (!read_attributes(fd, stored)) {
        return errno == ENODATA; // another name of a hard link that is reverted already
    }
    const auto [uid, gid, mode] = stored;
    return remove_attributes(fd) && ::fchown(fd, uid, gid) == 0 && ::fchmod(fd, mode & 07777) == 0;
}

bool revert_file(int directory_fd, const char* name) {
    const permap::base::Fd file(
        ::openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    return file && revert(file.get());
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: bare-revert ROOT THREADS\n", stderr);
        return 2;
    }
    const permap::bench::Visit visit = {
        .directory = revert,
        .entry =
            [](int directory_fd, const char* name, unsigned char type) {
                return type != DT_REG || revert_file(directory_fd, name);
            },
    };
    return permap::bench::walk_and_print(argv[1], argv[2], visit);
}
