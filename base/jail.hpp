// SPDX-License-Identifier: Apache-2.0
// Opening a root at the strongest safety level that can be had. The jail is a detached private
// clone of the mount (Linux 5.14; see mount_clone.hpp), which cannot be left through "..".
// Sub-mounts are not in it: the directory underneath shows instead, so callers look mount points
// up in mountinfo. Without CAP_SYS_ADMIN it is made through a user namespace; there sub-mounts may
// be in it, and every open stays off them.
#pragma once

#include "base/fd.hpp"
#include "base/linux_fs.hpp"
#include "base/mount_clone.hpp"

#include <string>

namespace permap::base {

/// What the user asked for with --safety.
enum class Safety { automatic, jail, dirfd };

/// Whether a root that is itself a symbolic link is accepted.
enum class FollowRoot { yes, no };

struct RootRequest {
    Safety safety = Safety::automatic;
    Access access = Access::read;
    FollowRoot follow = FollowRoot::no;
    SubMounts sub_mounts = SubMounts::leave_out;
};

struct Root {
    Fd fd;             ///< the directory, opened for reading inside the jail where there is one
    SafetyLevel level; ///< what was reached
    /// The clone itself, in a jail. While it is open a mount namespace holds the clone; without one
    /// every look-up below the root would take the kernel's one lock over all mounts (mntput).
    Fd mount;
    std::string why_not_jail; ///< why no more was reached; empty in a jail
    std::string real_path;    ///< absolute path of the directory as the caller's namespace names it
    bool has_sub_mounts = false; ///< they are in the jail as well; see MountClone
    bool moves_atimes = false;   ///< in a jail: reading may move them all the same

    /// What reads below this root, as confined as the root allows.
    [[nodiscard]] LinuxReader reader(CrossMounts cross = CrossMounts::no) const;
};

/// Opens the directory at `path`. Fails where `request.safety` demands a jail that cannot be had.
[[nodiscard]] Result<Root> open_root(const std::string& path, const RootRequest& request);

/// "jail" or "dirfd".
[[nodiscard]] const char* to_text(SafetyLevel level);

} // namespace permap::base
