// SPDX-License-Identifier: Apache-2.0
// What /proc/self/mountinfo says about the mounts below a root. The private clone of a mount does
// not show them, so they must be known by name. Parsing is pure; format: proc(5).
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace permap::scanner {

/// Paths, relative to the root and as raw bytes, on which something is mounted.
using MountPoints = std::set<std::string, std::less<>>;

/// The mount points strictly below the absolute path `root` in the text of a mountinfo file.
[[nodiscard]] MountPoints mount_points_below(std::string_view mountinfo, std::string_view root);

/// Whether something is mounted on exactly this absolute path.
[[nodiscard]] bool is_mount_point(std::string_view mountinfo, std::string_view path);

/// The inodes in use on the file system under the root, where the root is all of it: what a walk
/// can expect. 0 where that is not known.
[[nodiscard]] std::uint64_t expected_entries(int root, std::string_view real_path);

/// The same as mount_points_below for this process, now.
[[nodiscard]] base::Result<MountPoints> read_mount_points_below(std::string_view root);

} // namespace permap::scanner
