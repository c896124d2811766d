// SPDX-License-Identifier: Apache-2.0
// What the summaries of a run and of its dry run have in common.
#pragma once

#include "mapper/perform.hpp"
#include "report/reporter.hpp"

namespace permap::cli {

/// "apply" or "undo".
[[nodiscard]] const char* verb(mapper::Direction direction);

/// With the counts; if there was nothing to do, it says that.
[[nodiscard]] report::Summary begin_summary(const mapper::RunFile& run,
                                            const mapper::Performed& performed,
                                            mapper::Direction direction, bool is_dry_run);

/// Entries of the plan that no longer exist anywhere in the tree; 0 where some could not be seen.
[[nodiscard]] std::uint64_t count_gone(const mapper::RunFile& run,
                                       const mapper::ReplayTotals& totals);

/// Says how many there are, if any.
void say_gone(std::uint64_t gone, report::Summary& summary);

} // namespace permap::cli
