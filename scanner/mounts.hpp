// SPDX-License-Identifier: Apache-2.0
// What /proc/self/mountinfo says about the mounts below a root. The private clone of a mount does
// not show them, so they must be known by name. Parsing is pure; format: proc(5).
#pragma once

#include "base/result.hpp"

#include <set>
#include <string>
#include <string_view>

namespace permap::scanner {

/// Paths, relative to the root and as raw bytes, on which something is mounted.
using MountPoints = std::set<std::string, std::less<>>;

/// The mount points strictly below the absolute path `root` in the text of a mountinfo file.
[[nodiscard]] MountPoints mount_points_below(std::string_view mountinfo, std::string_view root);

/// The same for this process, now.
[[nodiscard]] base::Result<MountPoints> read_mount_points_below(std::string_view root);

} // namespace permap::scanner
