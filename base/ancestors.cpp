// SPDX-License-Identifier: Apache-2.0
#include "base/ancestors.hpp"

#include "base/fd.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {
namespace {

constexpr std::uint32_t kPermissionBits = 07777;

struct Place {
    Fd fd;
    struct statx status;
};

/// Pins a directory; an O_PATH descriptor needs no permission on it but search to go further up.
std::optional<Place> open_place(int dirfd, const char* name) {
    Place place{Fd(::openat(dirfd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)), {}};
    const unsigned mask =
        STATX_TYPE | STATX_MODE | STATX_UID | STATX_GID | STATX_INO | STATX_MNT_ID;
    if (!place.fd || ::statx(place.fd.get(), "", AT_EMPTY_PATH, mask, &place.status) != 0) {
        return std::nullopt;
    }
    return place;
}

/// ".." of the topmost directory is that directory itself. The mount is compared as well: a bind
/// mount of "/" below itself has the same device and inode.
bool is_same(const struct statx& left, const struct statx& right) {
    return left.stx_ino == right.stx_ino && left.stx_dev_major == right.stx_dev_major &&
           left.stx_dev_minor == right.stx_dev_minor && left.stx_mnt_id == right.stx_mnt_id;
}

std::string path_of(const Fd& fd) {
    std::array<char, PATH_MAX> buffer;
    const std::string link = fmt::format("/proc/self/fd/{}", fd.get());
    const ssize_t got = ::readlink(link.c_str(), buffer.data(), buffer.size());
    return got < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(got));
}

Ancestor describe(const Place& place) {
    return {.mode = place.status.stx_mode & kPermissionBits,
            .uid = place.status.stx_uid,
            .gid = place.status.stx_gid,
            .path = path_of(place.fd)};
}

} // namespace

std::vector<Ancestor> read_ancestors(const std::string& real_path) {
    std::vector<Ancestor> ancestors;
    std::optional<Place> start = open_place(AT_FDCWD, real_path.c_str());
    if (!start) {
        return ancestors;
    }
    for (Place place = std::move(*start);;) {
        std::optional<Place> parent = open_place(place.fd.get(), "..");
        if (!parent || is_same(parent->status, place.status)) {
            break;
        }
        ancestors.push_back(describe(*parent));
        place = std::move(*parent);
    }
    std::ranges::reverse(ancestors);
    return ancestors;
}

} // namespace permap::base
