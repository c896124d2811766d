// SPDX-License-Identifier: Apache-2.0
// What snapshot and check make of a tree in a tar: entries of a manifest, and findings of the rules
// about single entries. Nothing is known of the host that the tar came from.
#pragma once

#include "scanner/excludes.hpp"
#include "scanner/rule.hpp"
#include "scanner/snapshot.hpp"
#include "scanner/tar_tree.hpp"

#include <span>

namespace permap::scanner {

struct TarCounts {
    std::uint64_t entries = 0;
    std::uint64_t directories = 0;
};

/// Puts all entries but the excluded ones into the spool. No inode numbers.
TarCounts snapshot_tar(const TarTree& tree, const SnapshotRequest& request,
                       const Excludes& excludes, ManifestSpool& into);

/// Runs the rules over all entries but the excluded ones. Everybody may enter the root.
void audit_tar(const TarTree& tree, const codec::Model& model, std::span<const Rule* const> enabled,
               const Excludes& excludes, FindingSink& sink);

/// Whether an entry carries metadata of any model.
[[nodiscard]] bool holds_metadata(const TarTree& tree);

} // namespace permap::scanner
