// SPDX-License-Identifier: Apache-2.0
// bare-convert-file ROOT THREADS UID:GID: turns a passthrough tree into a mapped-file one with
// nothing but the file operations: a metadata directory in each directory, a file in it for each
// name, owner and mode of the object changed. For measurements only, as bare-convert is. Symlinks
// and special files are skipped, and so is the root.
#include "tests/bench/bare_beside.hpp"
#include "tests/bench/tree_walk.hpp"

#include "base/fd.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using permap::base::Fd;

constexpr mode_t kFileMode = 0600;      // QEMU's default fmode
constexpr mode_t kDirectoryMode = 0700; // and dmode

struct Owner {
    uid_t uid;
    gid_t gid;
};

/// The file of a name, made as the server makes it; false where it is there already.
bool write_metadata(int directory_fd, const char* name, const struct stat& status,
                    const Owner& host) {
    const std::string path = std::string(permap::bench::kMetadataDirectory) + '/' + name;
    const Fd file(::openat(directory_fd, path.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
    if (!file) {
        return false;
    }
    std::array<char, 80> text = {};
    const int length =
        std::snprintf(text.data(), text.size(), "virtfs.uid=%d\nvirtfs.gid=%d\nvirtfs.mode=%d\n",
                      static_cast<int>(status.st_uid), static_cast<int>(status.st_gid),
                      static_cast<int>(status.st_mode));
    return ::write(file.get(), text.data(), static_cast<std::size_t>(length)) == length &&
           ::fchown(file.get(), host.uid, host.gid) == 0;
}

bool make_directory(int directory_fd, const Owner& host) {
    const char* const name = permap::bench::kMetadataDirectory;
    return ::mkdirat(directory_fd, name, kDirectoryMode) == 0 &&
           ::fchownat(directory_fd, name, host.uid, host.gid, AT_SYMLINK_NOFOLLOW) == 0;
}

bool convert(int directory_fd, const char* name, const Owner& host) {
    const Fd object(::openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!object || ::fstat(object.get(), &status) != 0) {
        return false;
    }
    if (status.st_uid == host.uid) {
        return true; // another name of a hard link that is converted already
    }
    return write_metadata(directory_fd, name, status, host) &&
           ::fchown(object.get(), host.uid, host.gid) == 0 &&
           ::fchmod(object.get(), S_ISDIR(status.st_mode) ? kDirectoryMode : kFileMode) == 0;
}

} // namespace

int main(int argc, char** argv) {
    Owner host{};
    if (argc != 4 || std::sscanf(argv[3], "%u:%u", &host.uid, &host.gid) != 2) {
        std::fputs("usage: bare-convert-file ROOT THREADS UID:GID\n", stderr);
        return 2;
    }
    const std::string dot = ".";
    const permap::bench::Visit visit = {
        .directory = [&host](int fd) { return make_directory(fd, host); },
        .entry =
            [&](int directory_fd, const char* name, unsigned char type) {
                return (type != DT_REG && type != DT_DIR) || name == dot ||
                       convert(directory_fd, name, host);
            },
        .listed = {},
        .skipped = permap::bench::kMetadataDirectory,
    };
    return permap::bench::walk_and_print(argv[1], argv[2], visit);
}
