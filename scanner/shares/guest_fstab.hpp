// SPDX-License-Identifier: Apache-2.0
// How a guest mounts its shares: the 9p and virtiofs lines of its fstab (fstab(5)). Pure.
#pragma once

#include "scanner/shares/found_share.hpp"

#include <string_view>

namespace permap::scanner {

/// The lines that mount a share of the host; 9p over a network is none.
[[nodiscard]] ParsedShares parse_guest_fstab(std::string_view text, const FoundShare& prototype);

} // namespace permap::scanner
