// SPDX-License-Identifier: Apache-2.0
// bare-revert-file ROOT THREADS: takes back what bare-convert-file did, from the files it left:
// reads and removes each, changes owner and mode. For measurements only: it believes what it reads.
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

struct Stored {
    int uid = 0;
    int gid = 0;
    int mode = 0;
};

bool read_metadata(int directory_fd, const std::string& path, Stored& stored) {
    const Fd file(::openat(directory_fd, path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    std::array<char, 80> text = {};
    return file && ::read(file.get(), text.data(), text.size() - 1) > 0 &&
           std::sscanf(text.data(), "virtfs.uid=%d\nvirtfs.gid=%d\nvirtfs.mode=%d", &stored.uid,
                       &stored.gid, &stored.mode) == 3;
}

bool revert(int directory_fd, const char* name) {
    const std::string path = std::string(permap::bench::kMetadataDirectory) + '/' + name;
    const Fd object(::openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!object) {
        return false;
    }
    Stored stored;
    if (!read_metadata(directory_fd, path, stored)) {
        return errno == ENOENT; // another name of a hard link, whose first name has it
    }
    return ::fchown(object.get(), static_cast<uid_t>(stored.uid), static_cast<gid_t>(stored.gid)) ==
               0 &&
           ::fchmod(object.get(), static_cast<mode_t>(stored.mode) & 07777) == 0 &&
           ::unlinkat(directory_fd, path.c_str(), 0) == 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: bare-revert-file ROOT THREADS\n", stderr);
        return 2;
    }
    const std::string dot = ".";
    const permap::bench::Visit visit = {
        .directory = {},
        .entry =
            [&dot](int directory_fd, const char* name, unsigned char type) {
                return (type != DT_REG && type != DT_DIR) || name == dot ||
                       revert(directory_fd, name);
            },
        .listed =
            [](int fd) {
                return ::unlinkat(fd, permap::bench::kMetadataDirectory, AT_REMOVEDIR) == 0;
            },
        .skipped = permap::bench::kMetadataDirectory,
    };
    return permap::bench::walk_and_print(argv[1], argv[2], visit);
}
