// SPDX-License-Identifier: Apache-2.0
#include "cli/rehearse_command.hpp"

#include "base/numbers.hpp"
#include "cli/run_summary.hpp"
#include "mapper/rehearsal.hpp"

#include <iterator>

#include <fmt/format.h>

namespace permap::cli {
namespace {

using mapper::Direction;
using mapper::Performed;

/// What would be neither changed nor right.
void say_rest(const mapper::RunFile& run, const Performed& performed, Direction direction,
              report::Summary& summary) {
    const mapper::ReplayTotals& totals = performed.totals;
    if (totals.refused > 0) {
        summary.remarks.push_back(
            "What changed since the plan would be left alone, and the run not "
            "be complete; see --allow changed-since.");
    }
    if (direction == Direction::apply && totals.unknown > 0) {
        summary.remarks.push_back(
            fmt::format("Names that were not there when the run was planned: {}. With them the run "
                        "would not be complete: move them out of the tree.",
                        totals.unknown));
    }
    if (direction == Direction::undo && totals.unknown > 0) {
        summary.remarks.push_back(fmt::format("Made since the conversion and left as made: {}.",
                                              base::counted(totals.unknown, "entry", "entries")));
    }
    if (direction == Direction::undo && !performed.was_stopped) {
        say_gone(count_gone(run, totals), summary);
    }
}

report::Summary summarise_rehearsal(const mapper::RunFile& run, const Performed& performed,
                                    Direction direction) {
    report::Summary summary = begin_summary(run, performed, direction, true);
    if (!performed.had_nothing_to_do) {
        say_rest(run, performed, direction, summary);
    }
    return summary;
}

} // namespace

ExitStatus rehearse_and_report(mapper::RunFile& run, const mapper::PerformRequest& request,
                               std::vector<std::string> obstacles, Session& session) {
    if (request.direction == Direction::undo) {
        session.listener().set_undoing();
    }
    base::Result<Performed> performed;
    session.run_with(1, [&] {
        performed =
            mapper::rehearse(run, request, session.listener(), session.progress(), session.stop());
    });
    if (!performed) {
        return fail_usage(performed.error());
    }
    report::Summary summary = summarise_rehearsal(run, *performed, request.direction);
    const bool is_blocked = !obstacles.empty();
    std::ranges::move(obstacles, std::back_inserter(summary.remarks));
    const mapper::ReplayTotals& totals = performed->totals;
    const bool has_rest = totals.refused + totals.failed + totals.unknown > 0;
    const ExitStatus unblocked = has_rest ? ExitStatus::incomplete : ExitStatus::clean;
    return session.end(summary, is_blocked ? ExitStatus::findings : unblocked);
}

} // namespace permap::cli
