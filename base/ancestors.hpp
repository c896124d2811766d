// SPDX-License-Identifier: Apache-2.0
// The directories above a directory, read upwards through ".." on held descriptors, so that no
// path is resolved twice. Knows nothing of what their permission bits mean.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace permap::base {

struct Ancestor {
    std::uint32_t mode = 0; ///< 07777 only
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::string path; ///< absolute, as the kernel names it in this mount namespace
};

/// The ancestors of the directory at `real_path`, "/" first, its parent last, itself not included.
/// Where one cannot be examined, it and all above it are missing.
[[nodiscard]] std::vector<Ancestor> read_ancestors(const std::string& real_path);

} // namespace permap::base
