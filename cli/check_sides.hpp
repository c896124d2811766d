// SPDX-License-Identifier: Apache-2.0
// The two sides of a check: what the baseline says, what the tree is read into, and as what both
// are compared.
#pragma once

#include "cli/check_options.hpp"
#include "scanner/baseline/baseline.hpp"
#include "scanner/held_findings.hpp"

namespace permap::cli {

struct CheckSides {
    scanner::ManifestSpool was; ///< nothing in it without a baseline
    scanner::ManifestSpool is;
    scanner::HeldFindings held; ///< of the audit, where there is a baseline
    scanner::Baseline baseline;
    scanner::SnapshotRequest request;
    scanner::Excludes excludes;
};

/// Reads the baseline, and settles model and view: as asked for, else as the baseline has them.
/// Looks up the names in the policy of `config`.
[[nodiscard]] base::Result<CheckSides> load_sides(const TreeSource& source, CheckConfig& config);

} // namespace permap::cli
