// SPDX-License-Identifier: Apache-2.0
// bare-convert ROOT THREADS UID:GID: turns a passthrough tree into a mapped-xattr one with pinned
// inodes and nothing else: no plan, no record of the old state, no closing of directories, nothing
// forced to disk. For measurements only: stop it half way and the old state is lost. Symlinks and
// special files are skipped.
#include "tests/bench/tree_walk.hpp"

#include "base/fd.hpp"

#include <cstdint>
#include <cstdio>

#include <dirent.h>
#include <endian.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace {

constexpr mode_t kFileMode = 0600;      // QEMU's default fmode
constexpr mode_t kDirectoryMode = 0700; // and dmode

struct Owner {
    uid_t uid;
    gid_t gid;
};

bool set_attribute(int fd, const char* name, std::uint32_t value) {
    const std::uint32_t little_endian = htole32(value);
    return ::fsetxattr(fd, name, &little_endian, sizeof little_endian, 0) == 0;
}

/// The order is permap's: narrow first, and the attribute with the fewest values last.
bool convert(int fd, const Owner& host) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) {
        return false;
    }
    if (status.st_uid == host.uid) {
        return true; // another name of a hard link that is converted already
    }
    return ::fchown(fd, host.uid, host.gid) == 0 &&
           ::fchmod(fd, S_ISDIR(status.st_mode) ? kDirectoryMode : kFileMode) == 0 &&
           set_attribute(fd, "user.virtfs.uid", status.st_uid) &&
           set_attribute(fd, "user.virtfs.gid", status.st_gid) &&
           set_attribute(fd, "user.virtfs.mode", status.st_mode);
}

bool convert_file(int directory_fd, const char* name, const Owner& host) {
    const permap::base::Fd file(
        ::openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    return file && convert(file.get(), host);
}

} // namespace

int main(int argc, char** argv) {
    Owner host{};
    if (argc != 4 || std::sscanf(argv[3], "%u:%u", &host.uid, &host.gid) != 2) {
        std::fputs("usage: bare-convert ROOT THREADS UID:GID\n", stderr);
        return 2;
    }
    const permap::bench::Visit visit = {
        .directory = [&host](int fd) { return convert(fd, host); },
        .entry =
            [&host](int directory_fd, const char* name, unsigned char type) {
                return type != DT_REG || convert_file(directory_fd, name, host);
            },
    };
    return permap::bench::walk_and_print(argv[1], argv[2], visit);
}
