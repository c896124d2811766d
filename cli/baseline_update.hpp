// SPDX-License-Identifier: Apache-2.0
// Writing a baseline anew, as the tree is now: whole or not at all.
#pragma once

#include "cli/manifest.hpp"
#include "scanner/baseline/baseline.hpp"

#include <cstdint>
#include <string>

namespace permap::cli {

struct BaselineUpdate {
    std::string path;               ///< of the baseline
    scanner::BaselineFormat format; ///< that it has
    report::Header header;          ///< what a snapshot of the tree begins with
    std::uint64_t directories = 0;  ///< that were looked at
};

[[nodiscard]] base::Result<void> update_baseline(const BaselineUpdate& update,
                                                 scanner::ManifestSpool& tree,
                                                 const std::atomic<bool>& stop);

} // namespace permap::cli
