// SPDX-License-Identifier: Apache-2.0
// Performing a run and saying how it went: the common end of convert --apply, apply and undo.
#pragma once

#include "cli/session.hpp"
#include "mapper/perform.hpp"

namespace permap::cli {

/// Performs the run in the session and prints the summary.
[[nodiscard]] ExitStatus perform_and_report(mapper::RunFile& run,
                                            const mapper::PerformRequest& request,
                                            const SharedConfig& config, Session& session);

} // namespace permap::cli
