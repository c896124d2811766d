// SPDX-License-Identifier: Apache-2.0
#include "base/mount_clone.hpp"

#include "base/descriptor_child.hpp"

#include <cerrno>
#include <fstream>
#include <span>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// What a clone came to, without memory of its own: a forked child may not allocate.
struct Attempt {
    int mount = -1;
    int errno_value = 0;
    const char* operation = "";
    bool has_sub_mounts = false;
    bool moves_atimes = false;
};

Attempt failed(const char* operation) {
    return {.errno_value = errno, .operation = operation};
}

/// Nothing below the root can lead anywhere else.
mount_attr clone_attributes(Access access) {
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

int set_attributes(int mount, unsigned recursive, mount_attr attributes) {
    return static_cast<int>(::syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | recursive,
                                      &attributes, sizeof attributes));
}

/// `name` is "" for dirfd itself. System calls only: it also runs in a forked child.
Attempt try_clone(int dirfd, const char* name, const CloneRequest& request) {
    constexpr unsigned kFlags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH;
    Attempt attempt;
    unsigned recursive = request.sub_mounts == SubMounts::include ? AT_RECURSIVE : 0U;
    attempt.mount = static_cast<int>(::syscall(SYS_open_tree, dirfd, name, kFlags | recursive));
    if (attempt.mount < 0 && errno == EINVAL && recursive == 0) {
        // mounts of a more privileged namespace below: they must come along (mount_namespaces(7))
        recursive = AT_RECURSIVE;
        attempt.has_sub_mounts = true;
        attempt.mount = static_cast<int>(::syscall(SYS_open_tree, dirfd, name, kFlags | recursive));
    }
    if (attempt.mount < 0) {
        return failed("open_tree");
    }
    mount_attr attributes = clone_attributes(request.access);
    int answer = set_attributes(attempt.mount, recursive, attributes);
    if (answer != 0 && errno == EPERM) {
        // whether times of access move is locked in a user namespace (mount_namespaces(7))
        attributes.attr_set &= ~static_cast<std::uint64_t>(MOUNT_ATTR_NOATIME);
        attributes.attr_clr = 0;
        attempt.moves_atimes = true;
        answer = set_attributes(attempt.mount, recursive, attributes);
    }
    if (answer != 0) {
        const Attempt failure = failed("mount_setattr");
        ::close(attempt.mount);
        return failure;
    }
    return attempt;
}

/// Runs in the child. The directory is its working directory first: of all that it holds, the
/// kernel takes only that and its root over into the new mount namespace.
Attempt try_in_namespace(int directory, const CloneRequest& request) {
    if (::fchdir(directory) != 0) {
        return failed("fchdir");
    }
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) {
        return failed("unshare");
    }
    return try_clone(AT_FDCWD, ".", request);
}

std::string read_sysctl(const char* path) {
    std::ifstream file(path);
    std::string text;
    std::getline(file, text);
    return text;
}

NamespaceSysctls read_sysctls() {
    return {.max_user_namespaces = read_sysctl("/proc/sys/user/max_user_namespaces"),
            .unprivileged_userns_clone = read_sysctl("/proc/sys/kernel/unprivileged_userns_clone"),
            .apparmor_restricts_unprivileged =
                read_sysctl("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")};
}

MountClone to_clone(const Attempt& attempt, Fd mount) {
    return {.mount = std::move(mount),
            .has_sub_mounts = attempt.has_sub_mounts,
            .moves_atimes = attempt.moves_atimes};
}

} // namespace

Result<MountClone> clone_mount(const Fd& directory, const CloneRequest& request) {
    const Attempt attempt = try_clone(directory.get(), "", request);
    if (attempt.mount < 0) {
        return fail(attempt.errno_value, attempt.operation);
    }
    return to_clone(attempt, Fd(attempt.mount));
}

Result<MountClone> clone_mount_in_user_namespace(const Fd& directory, const CloneRequest& request) {
    Attempt attempt;
    const auto work = [&] {
        attempt = try_in_namespace(directory.get(), request);
        return attempt.mount;
    };
    PERMAP_TRY_ASSIGN(Fd mount,
                      descriptor_from_child(std::as_writable_bytes(std::span(&attempt, 1)), work));
    if (!mount) {
        Error error = fail(attempt.errno_value, attempt.operation).value();
        error.detail = why_no_namespace(attempt.errno_value, read_sysctls());
        return tl::unexpected(std::move(error));
    }
    return to_clone(attempt, std::move(mount));
}

Result<MountClone> clone_mount_somehow(const Fd& directory, const CloneRequest& request) {
    Result<MountClone> clone = clone_mount(directory, request);
    if (!clone && clone.error().code == std::errc::operation_not_permitted) {
        clone = clone_mount_in_user_namespace(directory, request);
    }
    return clone;
}

std::string why_no_namespace(int errno_value, const NamespaceSysctls& sysctls) {
    if (sysctls.max_user_namespaces == "0") {
        return "user namespaces are forbidden here: the sysctl user.max_user_namespaces is 0";
    }
    if (errno_value == EPERM && sysctls.unprivileged_userns_clone == "0") {
        return "user namespaces are for root here: the sysctl kernel.unprivileged_userns_clone "
               "is 0";
    }
    const std::string& apparmor = sysctls.apparmor_restricts_unprivileged;
    if ((errno_value == EPERM || errno_value == EACCES) && !apparmor.empty() && apparmor != "0") {
        return "user namespaces are restricted here: the sysctl "
               "kernel.apparmor_restrict_unprivileged_userns is " +
               apparmor;
    }
    return {};
}

} // namespace permap::base
