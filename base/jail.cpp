// SPDX-License-Identifier: Apache-2.0
#include "base/jail.hpp"

#include "base/file_system.hpp"

#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// Opened without touching the atime where that is allowed (O_NOATIME needs ownership).
Result<Fd> open_below(const Fd& mount) {
    constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int raw = ::openat(mount.get(), ".", kFlags | O_NOATIME);
    if (raw < 0 && errno == EPERM) {
        raw = ::openat(mount.get(), ".", kFlags);
    }
    if (raw < 0) {
        return fail(errno, "open");
    }
    return Fd(raw);
}

Result<Root> open_jail(const Fd& place, const RootRequest& request) {
    PERMAP_TRY_ASSIGN(
        MountClone clone,
        clone_mount_somehow(place, {.access = request.access, .sub_mounts = request.sub_mounts}));
    PERMAP_TRY_ASSIGN(Fd fd, open_below(clone.mount));
    return Root{.fd = std::move(fd),
                .level = SafetyLevel::jail,
                .mount = std::move(clone.mount),
                .why_not_jail = {},
                .real_path = {},
                .has_sub_mounts = clone.has_sub_mounts,
                .moves_atimes = clone.moves_atimes};
}

Result<Fd> open_directory_path(const std::string& path, FollowRoot follow) {
    const int no_follow = follow == FollowRoot::no ? O_NOFOLLOW : 0;
    const int raw = ::open(path.c_str(), O_PATH | O_CLOEXEC | no_follow);
    if (raw < 0) {
        return fail(errno, "open", path);
    }
    Fd fd(raw);
    struct stat status;
    if (::fstat(fd.get(), &status) != 0) {
        return fail(errno, "fstat", path);
    }
    if (S_ISLNK(status.st_mode)) {
        return fail_because("is a symbolic link: name the directory it leads to, or add a '/'",
                            path);
    }
    if (!S_ISDIR(status.st_mode)) {
        return fail_because("is not a directory: name the directory that is shared", path);
    }
    return fd;
}

} // namespace

Result<Root> open_root(const std::string& path, const RootRequest& request) {
    PERMAP_TRY_ASSIGN(const Fd place, open_directory_path(path, request.follow));
    PERMAP_TRY_ASSIGN(std::string real_path, path_of(place));

    std::string why_not = "asked for with --safety dirfd";
    if (request.safety != Safety::dirfd) {
        Result<Root> jail = open_jail(place, request);
        if (jail) {
            jail->real_path = std::move(real_path);
            return jail;
        }
        if (request.safety == Safety::jail) {
            return tl::unexpected(with_path(std::move(jail).error(), path));
        }
        why_not = to_text(jail.error());
    }

    Result<Fd> plain = open_below(place);
    if (!plain) {
        return tl::unexpected(with_path(std::move(plain).error(), path));
    }
    return Root{.fd = std::move(*plain),
                .level = SafetyLevel::dirfd,
                .mount = {},
                .why_not_jail = std::move(why_not),
                .real_path = std::move(real_path)};
}

LinuxReader Root::reader(CrossMounts cross) const {
    return LinuxReader(level, cross, has_sub_mounts ? MountsInside::yes : MountsInside::no,
                       keeps_birth_times(fd.get()) ? BirthTimes::stay : BirthTimes::change);
}

const char* to_text(SafetyLevel level) {
    return level == SafetyLevel::jail ? "jail" : "dirfd";
}

} // namespace permap::base
