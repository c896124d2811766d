// SPDX-License-Identifier: Apache-2.0
#include "base/ancestors.hpp"

#include "base/fd.hpp"
#include "base/regular_file.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
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

Ancestor describe(Place place) {
    const std::string path = path_of(place.fd).value_or(std::string());
    return {.mode = place.status.stx_mode & kPermissionBits,
            .uid = place.status.stx_uid,
            .gid = place.status.stx_gid,
            .device = makedev(place.status.stx_dev_major, place.status.stx_dev_minor),
            .inode = place.status.stx_ino,
            .mount_id = place.status.stx_mnt_id,
            .path = path,
            .fd = std::move(place.fd)};
}

} // namespace

std::vector<Ancestor> read_lineage(const std::string& real_path) {
    std::vector<Ancestor> lineage;
    std::optional<Place> place = open_place(AT_FDCWD, real_path.c_str());
    while (place) {
        Place here = std::move(*place);
        place = open_place(here.fd.get(), "..");
        if (place && is_same(place->status, here.status)) {
            place.reset(); // ".." of the top is the top itself
        }
        lineage.push_back(describe(std::move(here)));
    }
    std::ranges::reverse(lineage);
    return lineage;
}

std::vector<Ancestor> read_ancestors(const std::string& real_path) {
    std::vector<Ancestor> ancestors = read_lineage(real_path);
    if (!ancestors.empty()) {
        ancestors.pop_back();
    }
    return ancestors;
}

bool has_attribute(const Ancestor& directory, const char* name) {
    // an O_PATH descriptor has no f* calls for attributes (EBADF); its link in /proc leads to it
    const std::string link = fmt::format("/proc/self/fd/{}", directory.fd.get());
    return ::getxattr(link.c_str(), name, nullptr, 0) >= 0;
}

std::string read_head_in(const Ancestor& directory, const char* name, std::size_t limit) {
    const Result<FoundFile> file =
        find_regular(Fd(::openat(directory.fd.get(), name, O_PATH | O_NOFOLLOW | O_CLOEXEC)), name);
    const Result<Fd> fd = file ? open_found(*file, name) : tl::unexpected(file.error());
    std::string head(fd ? limit : 0, '\0');
    const ssize_t got = fd ? ::read(fd->get(), head.data(), head.size()) : 0;
    head.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return head;
}

} // namespace permap::base
