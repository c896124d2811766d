// SPDX-License-Identifier: Apache-2.0
// Rehearsal: what a run would meet now. Every row is compared with the tree, from one thread;
// nothing is written to the tree, and the run stays where it is.
#pragma once

#include "mapper/perform.hpp"

namespace permap::mapper {

/// The totals count what would be. What only trying shows (no room, a file in use) is not foreseen.
[[nodiscard]] base::Result<Performed> rehearse(RunFile& run, const PerformRequest& request,
                                               ReplayListener& listener, base::Progress& progress,
                                               const std::atomic<bool>& stop);

} // namespace permap::mapper
