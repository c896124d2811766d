// SPDX-License-Identifier: Apache-2.0
// Place: one object as a person named it, pinned by its directory and its name there.
#pragma once

#include "base/fd.hpp"

#include <string>

namespace permap::base {

struct Place {
    Fd directory;          ///< O_PATH
    std::string name;      ///< one component; "." where the directory itself is meant
    std::string real_path; ///< absolute, as the kernel names it now: for messages
};

/// Links on the way to it are followed, as a shell would; the object itself is not. It need not
/// exist.
[[nodiscard]] Result<Place> find_place(const std::string& path);

} // namespace permap::base
