// SPDX-License-Identifier: Apache-2.0
// A detached private clone of a mount in which the kernel itself refuses to follow a link, open a
// device or run a program, and, for audits, to write. Made with the caller's own privilege, or,
// without one, in a user namespace that a forked child enters: its descriptor is handed back, so
// that owners read as they are and not as that namespace would show them.
#pragma once

#include "base/fd.hpp"

#include <string>

namespace permap::base {

/// Whether the root will be changed. A read-only clone makes every write fail with EROFS.
enum class Access { read, write };

/// Whether file systems mounted below the root belong to the walk.
enum class SubMounts { leave_out, include };

struct CloneRequest {
    Access access = Access::read;
    SubMounts sub_mounts = SubMounts::leave_out;
};

struct MountClone {
    Fd mount; ///< O_PATH; keeps the clone alive, as does any descriptor opened below it
    /// Mounts below came along although they were to be left out: others made them, and the kernel
    /// hides nothing that they cover. Every open has to stay off them.
    bool has_sub_mounts = false;
    /// Reading may move times of access: who made the mount allows that, and it cannot be
    /// forbidden.
    bool moves_atimes = false;
};

/// Clones the mount at `directory` (any descriptor of it). EPERM without CAP_SYS_ADMIN.
[[nodiscard]] Result<MountClone> clone_mount(const Fd& directory, const CloneRequest& request);

/// The same through a user namespace; any thread may call it. An error's detail says what forbids
/// such namespaces, where that is the reason.
[[nodiscard]] Result<MountClone> clone_mount_in_user_namespace(const Fd& directory,
                                                               const CloneRequest& request);

/// With the privilege of this process, else through a user namespace. The error of the second way
/// where a lack of privilege was all that spoke against the first.
[[nodiscard]] Result<MountClone> clone_mount_somehow(const Fd& directory,
                                                     const CloneRequest& request);

/// The texts of the sysctls that forbid user namespaces; empty where there is no such sysctl.
struct NamespaceSysctls {
    std::string max_user_namespaces = {};             ///< user.max_user_namespaces
    std::string unprivileged_userns_clone = {};       ///< kernel., Debian's own
    std::string apparmor_restricts_unprivileged = {}; ///< kernel.apparmor_restrict_..._userns
};

/// Why unshare(2) or open_tree(2) was refused with `errno_value`; empty where it was not a sysctl.
[[nodiscard]] std::string why_no_namespace(int errno_value, const NamespaceSysctls& sysctls);

} // namespace permap::base
