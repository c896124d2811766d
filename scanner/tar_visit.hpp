// SPDX-License-Identifier: Apache-2.0
// What scan, snapshot and check make of a tree in a tar: entries of a manifest, and findings of the
// rules that need no more than what is in it. Nothing is known of the host that it came from.
#pragma once

#include "scanner/excludes.hpp"
#include "scanner/rule.hpp"
#include "scanner/snapshot.hpp"
#include "scanner/tar_tree.hpp"

#include <span>
#include <vector>

namespace permap::scanner {

struct TarCounts {
    std::uint64_t entries = 0;
    std::uint64_t directories = 0;

    void add(const codec::Facts& inode) {
        ++entries;
        directories += inode.state.kind == codec::Kind::directory ? 1 : 0;
    }
};

/// Puts all entries but the excluded ones into the spool. No inode numbers.
TarCounts snapshot_tar(const TarTree& tree, const SnapshotRequest& request,
                       const Excludes& excludes, ManifestSpool& into);

struct TarAudit {
    Share share;
    std::vector<const Rule*> enabled; ///< in the order of rules()
    Severity least = Severity::info;  ///< what is less severe is not reported
    /// Outlives the audit. Null: rules about ids are silent.
    const Identities* identities = nullptr;
};

/// Runs the rules over all entries but the excluded ones. Everybody may enter the root.
TarCounts audit_tar(const TarTree& tree, const TarAudit& request, const Excludes& excludes,
                    FindingSink& sink);

/// Those of the rules that can be judged in a tar, with these accounts; null: with none.
[[nodiscard]] std::vector<const Rule*> judged_in_tar(std::span<const Rule* const> rules,
                                                     const Identities* who);

/// Whether an entry carries metadata of any model.
[[nodiscard]] bool holds_metadata(const TarTree& tree);

} // namespace permap::scanner
