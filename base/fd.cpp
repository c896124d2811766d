// SPDX-License-Identifier: Apache-2.0
#include "base/fd.hpp"

#include <cerrno>
#include <climits>

#include <fmt/format.h>
#include <unistd.h>

namespace permap::base {

Fd& Fd::operator=(Fd&& other) noexcept {
    if (this != &other) {
        reset();
        raw_ = other.release();
    }
    return *this;
}

Result<void> Fd::close() {
    const int raw = release();
    // EINTR from close(2) on Linux means the descriptor is gone all the same: never retry.
    if (raw >= 0 && ::close(raw) != 0 && errno != EINTR) {
        return fail(errno, "close");
    }
    return {};
}

void Fd::reset() noexcept {
    if (raw_ >= 0) {
        ::close(raw_); // a read-only or abandoned descriptor: nothing to learn from a failure
        raw_ = -1;
    }
}

Result<std::string> path_of(const Fd& fd) {
    std::string path(PATH_MAX, '\0');
    const std::string link = fmt::format("/proc/self/fd/{}", fd.get());
    const ssize_t got = ::readlink(link.c_str(), path.data(), path.size());
    if (got < 0) {
        return fail(errno, "readlink", link);
    }
    path.resize(static_cast<std::size_t>(got));
    return path;
}

} // namespace permap::base
