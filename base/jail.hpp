// SPDX-License-Identifier: Apache-2.0
// Opening a root at the strongest safety level that can be had. The jail is a detached private
// clone of the mount (Linux 5.14, CAP_SYS_ADMIN) in which the kernel itself refuses to follow a
// link, open a device or leave through "..", and, for audits, to write. Sub-mounts are not in it:
// the directory underneath shows instead, so callers look mount points up in mountinfo.
#pragma once

#include "base/fd.hpp"
#include "base/linux_fs.hpp"

#include <string>

namespace permap::base {

/// What the user asked for with --safety.
enum class Safety { automatic, jail, dirfd };

/// Whether the root will be changed. A read-only jail makes every write fail with EROFS.
enum class Access { read, write };

/// Whether a root that is itself a symbolic link is accepted.
enum class FollowRoot { yes, no };

/// Whether file systems mounted below the root belong to the walk.
enum class SubMounts { leave_out, include };

struct RootRequest {
    Safety safety = Safety::automatic;
    Access access = Access::read;
    FollowRoot follow = FollowRoot::no;
    SubMounts sub_mounts = SubMounts::leave_out;
};

struct Root {
    Fd fd;             ///< the directory, opened for reading inside the jail where there is one
    SafetyLevel level; ///< what was reached
    std::string why_not_jail; ///< why no more was reached; empty in a jail
    std::string real_path;    ///< absolute path of the directory as the caller's namespace names it
};

/// Opens the directory at `path`. Fails where `request.safety` demands a jail that cannot be had.
[[nodiscard]] Result<Root> open_root(const std::string& path, const RootRequest& request);

/// "jail" or "dirfd".
[[nodiscard]] const char* to_text(SafetyLevel level);

} // namespace permap::base
