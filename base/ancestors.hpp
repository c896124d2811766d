// SPDX-License-Identifier: Apache-2.0
// The directories above a directory, read upwards through ".." on held descriptors, so that no
// path is resolved twice. Knows nothing of what their permission bits mean.
#pragma once

#include "base/fd.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace permap::base {

struct Ancestor {
    std::uint32_t mode = 0; ///< 07777 only
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t device = 0; ///< st_dev
    std::uint64_t inode = 0;
    std::uint64_t mount_id = 0; ///< of the mount it was reached on
    std::string path;           ///< absolute, as the kernel names it in this mount namespace
    Fd fd;                      ///< O_PATH: holds it
};

/// The ancestors of the directory at `real_path`, "/" first, its parent last, itself not included.
/// Where one cannot be examined, it and all above it are missing.
[[nodiscard]] std::vector<Ancestor> read_ancestors(const std::string& real_path);

/// The same with the directory itself as the last one.
[[nodiscard]] std::vector<Ancestor> read_lineage(const std::string& real_path);

/// Whether it has an extended attribute of this name; one that may not be seen is not there.
[[nodiscard]] bool has_attribute(const Ancestor& directory, const char* name);

/// The first bytes of a regular file in it, at most `limit`; empty where there is none.
[[nodiscard]] std::string read_head_in(const Ancestor& directory, const char* name,
                                       std::size_t limit);

} // namespace permap::base
