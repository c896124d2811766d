// SPDX-License-Identifier: Apache-2.0
#include "base/regular_file.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {

Result<FoundFile> find_regular(Fd held, std::string_view path) {
    struct stat status = {};
    if (!held || ::fstat(held.get(), &status) != 0) {
        return fail(errno, "open", path);
    }
    if (!S_ISREG(status.st_mode)) {
        return fail_because("not a regular file", path);
    }
    return FoundFile{.fd = std::move(held),
                     .mode = status.st_mode & 07777U,
                     .uid = status.st_uid,
                     .gid = status.st_gid};
}

Result<Fd> open_found(const FoundFile& file, std::string_view path) {
    const std::string link = fmt::format("/proc/self/fd/{}", file.fd.get());
    while (true) {
        Fd fd(::open(link.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        if (fd) {
            return fd;
        }
        if (errno != EINTR) {
            return fail(errno, "open", path);
        }
    }
}

Result<std::string> read_found(const FoundFile& file, std::string_view path, std::size_t limit) {
    PERMAP_TRY_ASSIGN(const Fd fd, open_found(file, path));
    std::string text;
    std::array<char, 4096> buffer;
    while (true) {
        const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(errno, "read", path);
        }
        if (got == 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > limit) {
            return fail(EFBIG, "read", path);
        }
    }
}

} // namespace permap::base
