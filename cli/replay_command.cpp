// SPDX-License-Identifier: Apache-2.0
#include "cli/replay_command.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "cli/run_summary.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

using mapper::Direction;
using mapper::Performed;

/// What a run that was broken, or is not complete, left, and what to type.
std::string how_to_go_on(const mapper::RunFile& run, const Performed& performed,
                         Direction direction) {
    if (performed.is_open) {
        return fmt::format("everything is as wanted and the root is open, but the run could not be "
                           "ended; 'permap {} {}' does that",
                           verb(direction), base::shell_word(run.path()));
    }
    const std::string other = direction == Direction::apply ? "undo" : "apply";
    return fmt::format("the root stays closed and marked; go on with 'permap {} {}', or turn back "
                       "with 'permap {} {}'",
                       verb(direction), base::shell_word(run.path()), other,
                       base::shell_word(run.path()));
}

/// The command that takes back what was made since the conversion. Who QEMU runs as in the old
/// model and which ids the run mapped, its file does not say.
std::string made_since(const mapper::RunInfo& info, std::uint64_t count) {
    const codec::Model* const old = codec::find_model(info.from);
    const bool needs_owner = old != nullptr && old->storage == codec::Storage::mapped;
    return fmt::format("Made since the conversion and left as made: {}; 'permap convert {} --from "
                       "{} --to {}{}{} --apply'{} takes them to the old model",
                       base::counted(count, "entry", "entries"), base::shell_word(info.root),
                       info.to, info.from, needs_owner ? " --host-owner QEMU_USER" : "",
                       info.maps_ids ? " --map MAP" : "",
                       info.maps_ids ? ", with this run's maps the other way round," : "");
}

report::Summary summarise(const mapper::RunFile& run, const Performed& performed,
                          const mapper::PerformRequest& request) {
    const Direction direction = request.direction;
    const mapper::ReplayTotals& totals = performed.totals;
    report::Summary summary = begin_summary(run, performed, direction, false);
    if (!performed.is_complete) {
        summary.remarks.push_back(
            fmt::format("{}: {}.", performed.broken_by ? "Stopped half way" : "Not complete",
                        how_to_go_on(run, performed, direction)));
    } else if (!performed.had_nothing_to_do && direction == Direction::apply &&
               run.info().counts.to_change > 0) {
        summary.next_step =
            fmt::format("'permap undo {}' puts everything back", base::shell_word(run.path()));
    }
    if (!performed.held_by.empty()) {
        summary.remarks.push_back(fmt::format("{} since the run began: it may have kept what it "
                                              "read in between, so end it before going on.",
                                              performed.held_by));
    }
    if (!performed.is_complete && totals.refused > 0) {
        summary.remarks.push_back(
            request.allowed.contains("changed-since")
                ? "What has other contents or another object than planned is never overwritten: "
                  "move it out of the tree and go on."
                : "What changed since the plan is left alone; --allow changed-since overwrites "
                  "it.");
    }
    if (direction == Direction::apply && totals.unknown > 0) {
        summary.remarks.push_back(
            fmt::format("Names that were not there when the run was planned: {}. A guest would "
                        "believe whatever "
                        "metadata they carry: move them out of the tree and apply again.",
                        totals.unknown));
    }
    const bool went_through =
        !performed.had_nothing_to_do && !performed.was_stopped && !performed.broken_by;
    if (direction == Direction::undo && went_through) {
        say_gone(count_gone(run, totals), summary);
    }
    if (direction == Direction::undo && totals.unknown > 0) {
        summary.remarks.push_back(made_since(run.info(), totals.unknown) + ".");
    }
    return summary;
}

ExitStatus status_of(const Performed& performed) {
    if (performed.broken_by) {
        return ExitStatus::half_way;
    }
    const mapper::ReplayTotals& totals = performed.totals;
    const bool has_rest = totals.refused + totals.failed + totals.unknown > 0;
    return has_rest || !performed.is_complete ? ExitStatus::incomplete : ExitStatus::clean;
}

} // namespace

ExitStatus perform_and_report(mapper::RunFile& run, const mapper::PerformRequest& request,
                              const SharedConfig& config, Session& session) {
    if (request.direction == Direction::undo) {
        session.listener().set_undoing();
    }
    base::Result<Performed> performed;
    mapper::PerformRequest sized = request;
    sized.jobs = writing_jobs(config);
    session.run_with(sized.jobs, [&] {
        performed =
            mapper::perform(run, sized, session.listener(), session.progress(), session.stop());
    });
    if (!performed) {
        return fail_usage(performed.error());
    }
    if (performed->broken_by) {
        spdlog::error("{}", base::to_text(*performed->broken_by));
        spdlog::error("stopped half way: {}", how_to_go_on(run, *performed, request.direction));
    }
    return session.end(summarise(run, *performed, request), status_of(*performed));
}

} // namespace permap::cli
