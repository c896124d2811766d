// SPDX-License-Identifier: Apache-2.0
// Whether entries are as a policy expects them: rules policy-mode and policy-owner. Pure.
#pragma once

#include "codec/manifest_entry.hpp"
#include "scanner/policy/policy.hpp"

#include <vector>

namespace permap::scanner {

/// Whether the entry is one of those that the expectation is for.
[[nodiscard]] bool is_for(const Expectation& expected, const codec::ManifestEntry& entry);

/// The expectation that counts for the entry: the last one that matches; null: none does.
[[nodiscard]] const Expectation* find_expectation(const Policy& policy,
                                                  const codec::ManifestEntry& entry);

/// What of it is not as expected. `was` is the entry in the baseline: null where it is not in it.
[[nodiscard]] std::vector<Finding> check_expectations(const Policy& policy,
                                                      const codec::ManifestEntry& is,
                                                      const codec::ManifestEntry* was,
                                                      bool has_baseline);

} // namespace permap::scanner
