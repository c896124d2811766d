// SPDX-License-Identifier: Apache-2.0
#include "cli/run_summary.hpp"

#include <fmt/format.h>

namespace permap::cli {

const char* verb(mapper::Direction direction) {
    return direction == mapper::Direction::apply ? "apply" : "undo";
}

report::Summary begin_summary(const mapper::RunFile& run, const mapper::Performed& performed,
                              mapper::Direction direction, bool is_dry_run) {
    const mapper::ReplayTotals& totals = performed.totals;
    report::Summary summary;
    summary.entries = run.info().counts.entries;
    summary.directories = totals.directories;
    summary.conversion = report::Conversion{.changed = totals.changed,
                                            .unchanged = totals.unchanged,
                                            .refused = totals.refused,
                                            .failed = totals.failed,
                                            .left_alone = totals.left_alone,
                                            .run = run.info().id,
                                            .is_dry_run = is_dry_run};
    if (performed.had_nothing_to_do) {
        summary.remarks.push_back(fmt::format("The run is {}: there is nothing to {}.",
                                              mapper::to_text(run.state()), verb(direction)));
    }
    return summary;
}

std::uint64_t count_gone(const mapper::RunFile& run, const mapper::ReplayTotals& totals) {
    const std::uint64_t found =
        totals.changed + totals.unchanged + totals.refused + totals.failed + totals.left_alone;
    const std::uint64_t planned = run.info().counts.entries;
    // nobody saw what is in a directory that could not be looked into
    return totals.failed == 0 && planned > found ? planned - found : 0;
}

void say_gone(std::uint64_t gone, report::Summary& summary) {
    if (gone > 0) {
        summary.remarks.push_back(fmt::format("Entries removed since the conversion: {}.", gone));
    }
}

} // namespace permap::cli
