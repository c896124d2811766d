// SPDX-License-Identifier: Apache-2.0
// What a run asks of its tree before it does anything, and what its task is: the same for
// performing one and for looking at what that would meet.
#pragma once

#include "base/jail.hpp"
#include "mapper/perform.hpp"

namespace permap::mapper {

[[nodiscard]] base::Result<Task> make_task(const RunFile& run, const PerformRequest& request);

/// An error where the root is not the one that was planned, or bears the mark of another run.
[[nodiscard]] base::Result<void> check_root(const base::FsReader& reader, const base::Root& root,
                                            const RunFile& run, const PerformRequest& request);

/// Undoing a run under a later one would find nothing as it left it. An undoing that has begun
/// goes on.
[[nodiscard]] base::Result<void> check_order(const RunFile& run, const PerformRequest& request);

/// Whether the plan found every entry as wanted. Nothing is closed then: nobody can slip in between
/// an old state and a new one.
[[nodiscard]] bool changes_nothing(const RunFile& run);

} // namespace permap::mapper
