// SPDX-License-Identifier: Apache-2.0
// The one place that says what a conversion may change; everything else is a difference. What
// never can stay (ctime, birth time, blocks, the server's qid) is not listed in the first place.
#pragma once

#include "tests/oracle/guest_listing.hpp"
#include "tests/oracle/host_listing.hpp"

#include <string>
#include <vector>

namespace permap::oracle {

/// What a guest sees otherwise than before a conversion; empty when all is well.
[[nodiscard]] std::vector<std::string> differences(GuestListing before, GuestListing after);

/// What the host has otherwise than before a conversion that was undone.
[[nodiscard]] std::vector<std::string> differences(HostListing before, HostListing after);

} // namespace permap::oracle
