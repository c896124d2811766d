// SPDX-License-Identifier: Apache-2.0
// What a guest does to a share all day, tried on every object of a tree: it shows where a
// conversion left something that the server cannot work with.
#pragma once

#include "tests/oracle/guest_listing.hpp"
#include "tests/oracle/guest_user.hpp"

#include <string>
#include <vector>

namespace permap::oracle {

/// Changes, renames, links and reads every object of `listing` and makes one of each kind in every
/// directory, leaving the names as they were. Returns what was refused.
[[nodiscard]] std::vector<std::string> work_everywhere(GuestUser& guest,
                                                       const GuestListing& listing);

/// Removes everything below the root. Returns what was refused.
[[nodiscard]] std::vector<std::string> remove_everything(GuestUser& guest,
                                                         const GuestListing& listing);

} // namespace permap::oracle
