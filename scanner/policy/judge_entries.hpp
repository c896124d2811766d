// SPDX-License-Identifier: Apache-2.0
// The expectations of a policy over a whole manifest, in flat memory.
#pragma once

#include "scanner/manifest_spool.hpp"
#include "scanner/policy/policy.hpp"

#include <vector>

namespace permap::scanner {

/// Every entry of `is`, from the first one, against the policy; `was`: the same entries in the
/// baseline, null where there is none. In order, from this thread. Returns the expectations that
/// are for no entry.
[[nodiscard]] base::Result<std::vector<const Expectation*>>
judge_entries(const Policy& policy, ManifestSpool* was, ManifestSpool& is, FindingSink& sink);

} // namespace permap::scanner
