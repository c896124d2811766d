// SPDX-License-Identifier: Apache-2.0
// What snapshot and check have in common: which model a tree has, reading it into a manifest, and
// writing one.
#pragma once

#include "base/jail.hpp"
#include "cli/root_walk.hpp"
#include "scanner/snapshot.hpp"

namespace permap::cli {

/// The model that was named; where none was, passthrough, but not of a tree that has metadata: a
/// guest can plant some, and a manifest is believed for years.
[[nodiscard]] base::Result<const codec::Model*> settle_model(const base::Root& root,
                                                             const codec::Model* named);

/// "guest" or "host".
[[nodiscard]] base::Result<scanner::SnapshotView> parse_view(const std::string& text);
[[nodiscard]] const char* to_text(scanner::SnapshotView view);

/// Walks the root into the spool. Problems go to the report and, because programs read manifests,
/// to stderr; `summary` gets what was counted. `also`, where not null, sees the same walk.
void read_manifest(base::Root root, RootWalk walk, const scanner::SnapshotRequest& request,
                   scanner::ManifestSpool& into, Session& session, report::Summary& summary,
                   scanner::Visitor* also = nullptr);

/// The header of a manifest: nothing in it differs between two manifests of the same tree.
[[nodiscard]] report::Header manifest_header(const std::string& path,
                                             const scanner::SnapshotRequest& request);

/// All entries of the spool, from the first one; returns how many.
[[nodiscard]] base::Result<std::uint64_t> write_entries(scanner::ManifestSpool& spool,
                                                        report::Reporter& reporter,
                                                        const std::atomic<bool>& stop);

/// Says something could not be read, once on stderr and once in the report. Any thread.
void report_problem(Session& session, scanner::Problem problem);

} // namespace permap::cli
