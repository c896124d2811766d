// SPDX-License-Identifier: Apache-2.0
// The dry run of apply and undo: the run is compared with the tree, and the summary says what would
// be.
#pragma once

#include "cli/session.hpp"
#include "mapper/perform.hpp"

namespace permap::cli {

/// Ends as performing the run would. `obstacles`: what keeps it from beginning, in words; empty
/// where nothing does.
[[nodiscard]] ExitStatus rehearse_and_report(mapper::RunFile& run,
                                             const mapper::PerformRequest& request,
                                             std::vector<std::string> obstacles, Session& session);

} // namespace permap::cli
