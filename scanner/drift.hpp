// SPDX-License-Identifier: Apache-2.0
// Drift: how an entry differs from what a baseline says of it. Pure; only what both know is
// compared.
#pragma once

#include "codec/manifest_entry.hpp"
#include "scanner/rule.hpp"

#include <vector>

namespace permap::scanner {

/// The rules that a comparison can break, in the order of rules().
[[nodiscard]] std::vector<const Rule*> drift_rules();

/// The findings for an entry that is in both, by field; empty where nothing drifted.
[[nodiscard]] std::vector<Finding> compare_entries(const codec::ManifestEntry& was,
                                                   const codec::ManifestEntry& is);

[[nodiscard]] Finding entry_added(const codec::ManifestEntry& is);
[[nodiscard]] Finding entry_removed(const codec::ManifestEntry& was);
/// One that is where it was not, and not where it was.
[[nodiscard]] Finding entry_renamed(const codec::ManifestEntry& was,
                                    const codec::ManifestEntry& is);

} // namespace permap::scanner
