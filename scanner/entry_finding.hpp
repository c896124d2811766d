// SPDX-License-Identifier: Apache-2.0
// Findings about entries of manifests: what was compared or expected, not what was walked.
#pragma once

#include "codec/manifest_entry.hpp"
#include "scanner/finding.hpp"

#include <string_view>

namespace permap::scanner {

/// Of the rule with this id, which must exist, as severe as it is by default; without evidence.
[[nodiscard]] Finding finding_about(std::string_view rule, const codec::ManifestEntry& entry);

} // namespace permap::scanner
