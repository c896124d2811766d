// SPDX-License-Identifier: Apache-2.0
// Compares two manifests entry by entry, in flat memory: what drifted, what is new, what is gone,
// and, where both have inode numbers, what was renamed. What was not seen of the tree is not gone.
#pragma once

#include "scanner/excludes.hpp"
#include "scanner/finding.hpp"
#include "scanner/manifest_spool.hpp"

#include <cstdint>

namespace permap::scanner {

struct ManifestComparison {
    std::uint64_t compared = 0; ///< entries that are in both
    std::uint64_t drifted = 0;  ///< entries with any finding
};

/// `excludes`: what was left out of `is`, and so is not missing. The findings come in no order to
/// rely on. An error where `was` names a path twice.
[[nodiscard]] base::Result<ManifestComparison> compare_manifests(ManifestSpool& was,
                                                                 ManifestSpool& is,
                                                                 const Excludes& excludes,
                                                                 FindingSink& sink);

/// Adds to `is` what `was` says of places that were left out of it or not seen, so that a baseline
/// which is written anew keeps it. An error where `was` does not say all that a snapshot does.
[[nodiscard]] base::Result<void> keep_unseen(ManifestSpool& was, ManifestSpool& is,
                                             const Excludes& excludes);

} // namespace permap::scanner
