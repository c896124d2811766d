// SPDX-License-Identifier: Apache-2.0
// Findings as compact bytes, for spools of this process: what is said of them can change until all
// of a tree is known. Pure.
#pragma once

#include "scanner/finding.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace permap::scanner {

/// Without its waiver: none has been looked for by then.
[[nodiscard]] std::string pack_finding(const Finding& finding);

/// Nothing where the bytes are damaged.
[[nodiscard]] std::optional<Finding> unpack_finding(std::string_view bytes);

} // namespace permap::scanner
