// SPDX-License-Identifier: Apache-2.0
// Where scan, snapshot and check find a tree: at a path, or in a tar.
#pragma once

#include "cli/manifest.hpp"
#include "cli/reading_options.hpp"
#include "scanner/tar_tree.hpp"

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace permap::cli {

/// As typed; one of the two.
struct SourceOptions {
    std::string path;
    std::string root_tar;
};

void add_root_tar_option(CLI::App& app, std::string& file);
/// PATH and --root-tar.
void add_options(CLI::App& app, SourceOptions& options);

/// A tree that can be read. Either of `root` and `tar` is there.
struct TreeSource {
    std::string name; ///< as typed
    std::optional<base::Root> root = {};
    std::optional<scanner::TarRead> tar = {};
};

/// `stop` ends the reading of a tar.
[[nodiscard]] base::Result<TreeSource> open_source(const SourceOptions& options,
                                                   base::Safety safety, scanner::CrossDevices cross,
                                                   const std::atomic<bool>& stop);

/// The model that was named, or what the tree may be taken for; see the other settle_model.
[[nodiscard]] base::Result<const codec::Model*> settle_model(const TreeSource& source,
                                                             const codec::Model* named);

/// Under which names absolute patterns of --exclude mean something.
[[nodiscard]] RootNames names_of(const TreeSource& source);

/// "jail", "dirfd", or empty for a tar, which no rename can redirect.
[[nodiscard]] std::string safety_of(const TreeSource& source);

/// Those of the rules of an audit that can be judged there.
[[nodiscard]] std::vector<const scanner::Rule*>
judged_in(const TreeSource& source, std::span<const scanner::Rule* const> audited,
          const scanner::Identities& who);

/// Says once which others there are in a tar: silence would mean that nothing was found.
void add_not_judged(const TreeSource& source, std::span<const scanner::Rule* const> enabled,
                    const scanner::Identities& who, report::Summary& summary);

/// Tells the report of the members that were left out and puts all others into the spool.
void read_manifest(const TreeSource& source, const scanner::Excludes& excludes,
                   const scanner::SnapshotRequest& request, scanner::ManifestSpool& into,
                   Session& session, report::Summary& summary);

} // namespace permap::cli
