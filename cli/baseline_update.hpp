// SPDX-License-Identifier: Apache-2.0
// Writing a baseline anew, as the tree is now: whole or not at all.
#pragma once

#include "cli/manifest.hpp"
#include "scanner/baseline/baseline.hpp"

#include <string>

namespace permap::cli {

/// `tree`: what was read at `root` as `request` says. In the format that the file at `path` has.
[[nodiscard]] base::Result<void> update_baseline(const std::string& path,
                                                 scanner::BaselineFormat format,
                                                 const report::Header& header,
                                                 scanner::ManifestSpool& tree,
                                                 const std::atomic<bool>& stop);

} // namespace permap::cli
