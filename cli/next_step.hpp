// SPDX-License-Identifier: Apache-2.0
// What to type after a scan: the one command that helps most against what was found.
#pragma once

#include "codec/model.hpp"
#include "report/records.hpp"

#include <string>

namespace permap::cli {

/// A clause without a full stop, or empty; none of these commands writes. `path` is a word for the
/// shell, `host_owner` what --host-owner said, or empty.
[[nodiscard]] std::string next_step(const report::FindingCounts& found, const codec::Model& model,
                                    const std::string& path, const std::string& host_owner);

} // namespace permap::cli
