// SPDX-License-Identifier: Apache-2.0
#include "base/jail.hpp"

#include <array>
#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// The attributes of the private mount: nothing below the root can lead anywhere else.
mount_attr jail_attributes(Access access) {
    mount_attr attributes = {};
    attributes.attr_set = MOUNT_ATTR_NOSYMFOLLOW | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID |
                          MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOATIME;
    attributes.attr_clr = MOUNT_ATTR__ATIME;
    attributes.propagation = MS_PRIVATE;
    if (access == Access::read) {
        attributes.attr_set |= MOUNT_ATTR_RDONLY;
    }
    return attributes;
}

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

/// A private clone of the mount at `root`, opened for reading. The descriptor of the clone keeps
/// the mount alive; so does the directory opened below it.
Result<Fd> build_jail(const Fd& root, const RootRequest& request) {
    const unsigned recursive = request.sub_mounts == SubMounts::include ? AT_RECURSIVE : 0U;
    const long raw = ::syscall(SYS_open_tree, root.get(), "",
                               OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | recursive);
    if (raw < 0) {
        return fail(errno, "open_tree");
    }
    const Fd mount(static_cast<int>(raw));
    mount_attr attributes = jail_attributes(request.access);
    if (::syscall(SYS_mount_setattr, mount.get(), "", AT_EMPTY_PATH | recursive, &attributes,
                  sizeof attributes) != 0) {
        return fail(errno, "mount_setattr");
    }
    return open_below(mount);
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

} // namespace

Result<Root> open_root(const std::string& path, const RootRequest& request) {
    PERMAP_TRY_ASSIGN(const Fd place, open_directory_path(path, request.follow));
    PERMAP_TRY_ASSIGN(std::string real_path, path_of(place));

    std::string why_not = "asked for with --safety dirfd";
    if (request.safety != Safety::dirfd) {
        Result<Fd> jail = build_jail(place, request);
        if (jail) {
            return Root{std::move(*jail), SafetyLevel::jail, "", std::move(real_path)};
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
    return Root{std::move(*plain), SafetyLevel::dirfd, std::move(why_not), std::move(real_path)};
}

const char* to_text(SafetyLevel level) {
    return level == SafetyLevel::jail ? "jail" : "dirfd";
}

} // namespace permap::base
