// SPDX-License-Identifier: Apache-2.0
#include "base/scratch_place.hpp"

#include "base/file_below.hpp"
#include "base/linux_fs.hpp"

#include <cerrno>
#include <tuple>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {

Result<ScratchPlace> ScratchPlace::make(int parent, const std::string& name) {
    const LinuxReader reader(SafetyLevel::dirfd);
    PERMAP_TRY_ASSIGN(const Stat before, reader.stat_fd(parent));
    if (::mkdirat(parent, name.c_str(), 0700) != 0) {
        return fail(errno, "mkdir", name);
    }
    Result<Fd> fd = reader.open_directory(parent, name.c_str());
    if (!fd) {
        ::unlinkat(parent, name.c_str(), AT_REMOVEDIR);
        return tl::unexpected(with_path(std::move(fd).error(), name));
    }
    ScratchPlace place(parent, name, std::move(*fd), before);
    PERMAP_TRY_ASSIGN(const Stat made, reader.stat_fd(place.fd()));
    PERMAP_TRY_ASSIGN(const std::vector<std::string> names, names_in(place.fd()));
    // Not its owner and mode: some file systems give everything the same.
    const bool is_ours = made.device == before.device && names.empty();
    if (!is_ours) {
        place.parent_ = -1;
        return fail_because("was replaced while it was made: left alone", name);
    }
    return place;
}

ScratchPlace::ScratchPlace(int parent, std::string name, Fd fd, const Stat& before)
    : parent_(parent), name_(std::move(name)), fd_(std::move(fd)), atime_(before.atime),
      mtime_(before.mtime) {
}

ScratchPlace::ScratchPlace(ScratchPlace&& other) noexcept
    : parent_(std::exchange(other.parent_, -1)), name_(std::move(other.name_)),
      fd_(std::move(other.fd_)), atime_(other.atime_), mtime_(other.mtime_) {
}

ScratchPlace::~ScratchPlace() {
    std::ignore = remove(); // whoever wants to know calls it
}

Result<void> ScratchPlace::empty() const {
    PERMAP_TRY_ASSIGN(const std::vector<std::string> names, names_in(fd_.get()));
    for (const std::string& name : names) {
        if (::unlinkat(fd_.get(), name.c_str(), 0) != 0 &&
            ::unlinkat(fd_.get(), name.c_str(), AT_REMOVEDIR) != 0) {
            return fail(errno, "unlink", name_ + "/" + name);
        }
    }
    return {};
}

Result<void> ScratchPlace::remove() {
    const int parent = std::exchange(parent_, -1);
    if (parent < 0) {
        return {};
    }
    PERMAP_TRY(empty());
    if (::unlinkat(parent, name_.c_str(), AT_REMOVEDIR) != 0) {
        return fail(errno, "rmdir", name_);
    }
    std::ignore = LinuxWriter().set_times(parent, atime_, mtime_); // its owner and root may
    return {};
}

Result<void> ScratchPlace::make_unnamed_file() const {
    const Fd made(::openat(fd_.get(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!made) {
        return fail(errno, "open O_TMPFILE");
    }
    return {};
}

} // namespace permap::base
