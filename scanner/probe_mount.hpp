// SPDX-License-Identifier: Apache-2.0
// Finding out what the mounts under a root can do, with reading calls alone.
#pragma once

#include "base/jail.hpp"
#include "scanner/host_files.hpp"
#include "scanner/probe.hpp"

namespace permap::scanner {

/// One mount under a root, held open: what its path leads to later does not matter.
struct ProbeTarget {
    std::string path; ///< relative to the root
    base::Fd fd;      ///< the mounted directory, in this mount namespace
    Mount mount;
};

struct ProbeTargets {
    std::vector<ProbeTarget> targets;                          ///< the root's own mount first
    std::vector<std::pair<std::string, base::Error>> problems; ///< mounts that cannot be looked at
};

/// The mount that holds the directory at `path` and all mounts below that directory.
[[nodiscard]] base::Result<ProbeTargets> find_targets(const std::string& path);

/// Asks the file system; `safety` is what the user asked for.
[[nodiscard]] base::Result<MountProbe> probe_mount(const ProbeTarget& target, base::Safety safety,
                                                   const HostFiles& files);

/// Whether file systems of this type (as mountinfo names it) show the kernel's own things and hold
/// no files: nothing is to be tried there.
[[nodiscard]] bool holds_no_files(std::string_view type);

/// Whether file systems of this type (as mountinfo names it) are known to refuse to swap two names.
/// Nothing but trying would say it of the others, and that would write.
[[nodiscard]] bool lacks_exchange(std::string_view type);

} // namespace permap::scanner
