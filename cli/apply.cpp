// SPDX-License-Identifier: Apache-2.0
// permap apply and permap undo: perform, resume or take back a run.
#include "cli/command.hpp"
#include "cli/kept_files.hpp"
#include "cli/rehearse_command.hpp"
#include "cli/replay_command.hpp"
#include "cli/version.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "mapper/blockers.hpp"
#include "mapper/perform.hpp"
#include "mapper/run_store.hpp"
#include "mapper/undo_check.hpp"
#include "scanner/read_facts.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

using mapper::Direction;

struct ApplyOptions {
    SharedOptions shared;
    std::string run;
    std::vector<std::string> allowed;
    bool is_dry_run = false;
};

struct ApplyConfig {
    SharedConfig shared;
    std::string run_path;
    mapper::PerformRequest request;
    bool is_dry_run = false;
};

base::Result<ApplyConfig> resolve(const ApplyOptions& options, Direction direction) {
    ApplyConfig config;
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared, report::Holds::records));
    PERMAP_TRY_ASSIGN(config.run_path, mapper::find_run(options.run));
    PERMAP_TRY_ASSIGN(config.request.allowed, resolve_allowed(options.allowed));
    config.request.direction = direction;
    config.request.safety = config.shared.safety;
    config.is_dry_run = options.is_dry_run;
    return config;
}

bool is_settled(const mapper::TreeBlocker& blocker, const mapper::RunInfo& info) {
    return blocker.is_settled_by_plan &&
           std::ranges::find(info.allowed, blocker.rule) != info.allowed.end();
}

/// Raises what stands in the way of the whole run and counts it; nothing where the run is done.
std::uint64_t count_tree_blockers(const mapper::RunFile& run, const ApplyConfig& config,
                                  const codec::Facts& root, Session& session) {
    if (mapper::has_nothing_to_do(run, config.request.direction)) {
        return 0;
    }
    const scanner::Surroundings around = scanner::read_surroundings(run.info().root);
    log_unseen_servers(around, run.info().root);
    std::uint64_t blocked = 0;
    for (const mapper::TreeBlocker& blocker : mapper::tree_blockers()) {
        const scanner::Rule* const rule = scanner::find_rule(blocker.rule);
        for (scanner::Hit& hit : rule->check_root(around, {})) {
            scanner::Finding finding =
                scanner::make_finding(*rule, std::move(hit), ".", root, {}, false);
            finding.is_blocker = blocker.treatment != mapper::Treatment::report &&
                                 !config.request.allowed.contains(blocker.rule) &&
                                 !is_settled(blocker, run.info());
            blocked += finding.is_blocker ? 1 : 0;
            session.listener().finding(std::move(finding));
        }
    }
    return blocked;
}

/// Raises and counts what undo would make real without leave by --allow.
base::Result<std::uint64_t> count_blockers(const mapper::RunFile& run, const ApplyConfig& config,
                                           Session& session) {
    if (config.request.direction == Direction::apply ||
        mapper::has_nothing_to_do(run, config.request.direction)) {
        return 0;
    }
    PERMAP_TRY_ASSIGN(mapper::RunReader reader, mapper::RunReader::open(run.path()));
    std::uint64_t blocked = 0;
    PERMAP_TRY(mapper::find_made_real(reader, run.info(),
                                      [&](std::span<const std::string_view> rules,
                                          const std::string& path, const mapper::Record& record) {
                                          codec::Facts facts;
                                          facts.state = record.old_state;
                                          bool is_blocked = false;
                                          for (const std::string_view id : rules) {
                                              if (config.request.allowed.contains(id)) {
                                                  continue; // asked for
                                              }
                                              const scanner::Rule* const rule =
                                                  scanner::find_rule(id);
                                              scanner::Finding finding = scanner::make_finding(
                                                  *rule, {.severity = rule->default_severity}, path,
                                                  facts, {}, false);
                                              finding.is_blocker = true;
                                              session.listener().finding(std::move(finding));
                                              is_blocked = true;
                                          }
                                          blocked += is_blocked ? 1 : 0;
                                      }));
    return blocked;
}

/// Blockers that --allow does not name.
struct Blocked {
    std::uint64_t by_tree = 0;
    std::uint64_t made_real = 0;
};

/// What keeps the run from beginning, in words.
std::vector<std::string> say_obstacles(const Blocked& blocked) {
    std::vector<std::string> obstacles;
    if (blocked.by_tree > 0) {
        obstacles.emplace_back("Nothing was written: settle what is listed above, or name the "
                               "rule with --allow ('permap rules RULE' says what that does).");
    }
    if (blocked.made_real > 0) {
        obstacles.push_back(fmt::format("{} would become real on the host, with contents "
                                        "that the guest may have written since: "
                                        "look at them, then name their rules with --allow.",
                                        base::counted(blocked.made_real, "entry", "entries")));
    }
    return obstacles;
}

ExitStatus end_blocked(const mapper::RunFile& run, std::vector<std::string> obstacles,
                       Session& session) {
    report::Summary summary;
    const mapper::PlanCounts& counts = run.info().counts;
    summary.entries = counts.entries;
    summary.conversion = report::Conversion{.changed = counts.to_change,
                                            .unchanged = counts.unchanged(),
                                            .refused = 0,
                                            .failed = 0,
                                            .left_alone = counts.left_alone,
                                            .run = run.info().id,
                                            .is_dry_run = true};
    summary.remarks = std::move(obstacles);
    return session.end(summary, ExitStatus::findings);
}

/// A dry run of undo writes the index by which it finds what was moved, where it can.
base::Result<mapper::RunFile> open_run(const ApplyConfig& config) {
    const bool is_undo = config.request.direction == Direction::undo;
    if (!config.is_dry_run || is_undo) {
        base::Result<mapper::RunFile> run = mapper::RunFile::open(config.run_path);
        if (run || !config.is_dry_run) {
            return run;
        }
    }
    return mapper::RunFile::open(config.run_path, base::OpenMode::read);
}

ExitStatus perform(const ApplyConfig& config) {
    const StopSignal stop;
    base::Result<mapper::RunFile> run = open_run(config);
    if (!run) {
        return fail_usage(run.error());
    }
    const base::RootRequest request = {.safety = config.shared.safety,
                                       .access = base::Access::write};
    const base::Result<base::Root> root = base::open_root(run->info().root, request);
    if (!root) {
        return fail_usage(root.error()); // before anything is said or done
    }
    const base::Result<codec::Facts> facts = scanner::read_facts(root->reader(), root->fd.get());
    if (!facts) {
        return fail_usage(base::with_path(facts.error(), run->info().root));
    }
    log_safety(*root, config.shared);
    const base::Result<void> kept = keep_run_file(run->path(), config.shared);
    if (!kept) {
        return fail_usage(kept.error());
    }
    const bool lists_changes = config.shared.verbosity == Verbosity::verbose ||
                               (config.is_dry_run && config.shared.format->name != "text");
    auto session = Session::create(config.shared, stop, lists_changes);
    if (!session) {
        return fail_usage(session.error());
    }
    const bool is_apply = config.request.direction == Direction::apply;
    const mapper::RunInfo& info = run->info();
    (*session)->header({.command = is_apply ? "apply" : "undo",
                        .roots = {info.root},
                        .model = is_apply ? fmt::format("{} -> {}", info.from, info.to)
                                          : fmt::format("{} -> {}", info.to, info.from),
                        .safety = base::to_text(root->level),
                        .version = kVersion});
    (*session)->reporter().begin_root(info.root);

    const base::Result<std::uint64_t> made_real = count_blockers(*run, config, **session);
    if (!made_real) {
        return fail_usage(made_real.error());
    }
    std::vector<std::string> obstacles =
        say_obstacles({count_tree_blockers(*run, config, *facts, **session), *made_real});
    if (config.is_dry_run) {
        return rehearse_and_report(*run, config.request, std::move(obstacles), **session);
    }
    if (!obstacles.empty()) {
        return end_blocked(*run, std::move(obstacles), **session);
    }
    return perform_and_report(*run, config.request, config.shared, **session);
}

ExitStatus run_command(Arguments arguments, Direction direction, const char* name,
                       const char* about) {
    ApplyOptions options;
    CLI::App app(about, name);
    app.add_option("RUN", options.run, "a run file or the id of a run")->required();
    app.add_option("--allow", options.allowed, "let what these rules list pass")
        ->type_name("RULE,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_flag("--dry-run,-n", options.is_dry_run,
                 "only compare the run with the tree, and say what would change and what is in the "
                 "way");
    add_shared_options(app, options.shared, report::Holds::records);
    app.get_option("--fail-on")
        ->description("accepted everywhere: the status is about the run, not about findings");
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const base::Result<ApplyConfig> config = resolve(options, direction);
    if (!config) {
        return fail_usage(config.error());
    }
    set_up_logging(config->shared.verbosity, config->shared.colour);
    return perform(*config);
}

} // namespace

ExitStatus run_apply(Arguments arguments) {
    return run_command(std::move(arguments), Direction::apply, "permap apply",
                       "Perform a planned run, or go on with one that was interrupted.");
}

ExitStatus run_undo(Arguments arguments) {
    return run_command(std::move(arguments), Direction::undo, "permap undo",
                       "Put back the state before a run, bit-exact.");
}

} // namespace permap::cli
