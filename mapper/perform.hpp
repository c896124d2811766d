// SPDX-License-Identifier: Apache-2.0
// Performing a run: lock, mark, close, groups, work, open, unmark. Apply, resume and undo are this
// one function; what differs is the direction.
#pragma once

#include "base/jail.hpp"
#include "mapper/replay.hpp"

#include <optional>
#include <set>
#include <string>

namespace permap::mapper {

struct PerformRequest {
    Direction direction = Direction::apply;
    std::set<std::string, std::less<>> allowed; ///< ids of rules named by --allow
    base::Safety safety = base::Safety::automatic;
    unsigned jobs = 1;          ///< threads of the arena that it runs in
    std::string proc = "/proc"; ///< where running servers are looked for
};

struct Performed {
    ReplayTotals totals;
    base::SafetyLevel level = base::SafetyLevel::dirfd;
    std::string why_not_jail;
    /// The tree is as wanted, open and unmarked. Otherwise its root is still closed and marked.
    bool is_complete = false;
    bool was_stopped = false;
    /// A server took the tree while the run went on: it is as wanted, but not called complete.
    std::string held_by = {};
    bool had_nothing_to_do = false; ///< the run was complete before
    /// What ended the run half way; the same call goes on from there.
    std::optional<base::Error> broken_by = {};
    bool is_open = false; ///< the root has its final state, even if the run was broken after that
};

/// Whether the run is already where this direction leads.
[[nodiscard]] bool has_nothing_to_do(const RunFile& run, Direction direction);

/// Takes the tree to the run's wanted state, or back to the old one. An error says that nothing was
/// changed: the tree and the run are as they were.
[[nodiscard]] base::Result<Performed> perform(RunFile& run, const PerformRequest& request,
                                              ReplayListener& listener, base::Progress& progress,
                                              const std::atomic<bool>& stop);

} // namespace permap::mapper
