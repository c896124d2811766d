// SPDX-License-Identifier: Apache-2.0
// permap convert: plan a conversion; with --apply, perform it.
#include "cli/command.hpp"
#include "cli/convert_options.hpp"
#include "cli/replay_command.hpp"
#include "cli/version.hpp"

#include "base/file_system.hpp"
#include "base/linux_fs.hpp"
#include "base/numbers.hpp"
#include "base/privileges.hpp"
#include "base/quote.hpp"
#include "mapper/root_identity.hpp"
#include "mapper/run_store.hpp"
#include "scanner/probe_mount.hpp"

#include <algorithm>
#include <ctime>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace permap::cli {
namespace {

/// The root as planning needs it.
struct Source {
    base::Root root;
    mapper::RootIdentity identity;
    bool has_user_attributes = true;
    scanner::MountPoints mount_points;
    scanner::Excludes excludes;
    std::vector<std::string> mapped_by; ///< see mapper::PlanRequest
};

base::Result<Source> open_source(const ConvertConfig& config) {
    const auto follow = config.path.ends_with('/') ? base::FollowRoot::yes : base::FollowRoot::no;
    Source source;
    PERMAP_TRY_ASSIGN(source.root, base::open_root(config.path, {.safety = config.shared.safety,
                                                                 .access = base::Access::read,
                                                                 .follow = follow}));
    PERMAP_TRY_ASSIGN(source.excludes,
                      resolve_excludes(config.excludes, {config.path, source.root.real_path}));
    const base::LinuxReader reader = source.root.reader();
    PERMAP_TRY_ASSIGN(source.identity, mapper::read_root_identity(reader, source.root.fd.get()));
    source.has_user_attributes = scanner::has_user_attributes(reader, source.root.fd.get());
    PERMAP_TRY_ASSIGN(source.mount_points, scanner::read_mount_points_below(source.root.real_path));
    if (config.maps.users.shifts_twice() || config.maps.groups.shifts_twice()) {
        PERMAP_TRY_ASSIGN(source.mapped_by, mapper::runs_that_mapped(source.identity));
    }
    return source;
}

/// A new run file, where one is kept.
base::Result<std::optional<mapper::RunFile>> create_run(const ConvertConfig& config,
                                                        const Source& source) {
    if (!config.keeps_run()) {
        return std::optional<mapper::RunFile>();
    }
    PERMAP_TRY(mapper::check_state_outside(source.root.real_path));
    mapper::RunInfo info = {.id = {},
                            .version = kVersion,
                            .created = std::time(nullptr),
                            .root = source.root.real_path,
                            .root_identity = source.identity,
                            .from = std::string(config.from->name),
                            .to = std::string(config.to->name),
                            .policy = config.policy,
                            .allowed = {config.allowed.begin(), config.allowed.end()},
                            .maps_ids = !config.maps.empty(),
                            .temporary_prefix = {}};
    PERMAP_TRY_ASSIGN(info.id, mapper::random_token());
    PERMAP_TRY_ASSIGN(const std::string secret, mapper::random_token());
    info.temporary_prefix = fmt::format(".permap-{}-", secret);
    std::string path = config.run;
    if (path.empty()) {
        PERMAP_TRY_ASSIGN(path, mapper::default_run_path(info.id));
    }
    PERMAP_TRY_ASSIGN(path, mapper::place_outside(path, source.root.real_path));
    PERMAP_TRY_ASSIGN(mapper::RunFile run, mapper::RunFile::create(path, info));
    return std::optional(std::move(run));
}

/// Root, or a user with all groups that he may give his files to.
mapper::Caller describe_caller() {
    mapper::Caller caller = {.may = base::read_privileges(),
                             .uid = codec::HostUid{::geteuid()},
                             .groups = {codec::HostGid{::getegid()}}};
    std::vector<gid_t> others(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    const int got = ::getgroups(static_cast<int>(others.size()), others.data());
    for (int i = 0; i < got; ++i) {
        caller.groups.emplace_back(others[static_cast<std::size_t>(i)]);
    }
    return caller;
}

mapper::Limits limits_of(int root, const scanner::Surroundings& around) {
    return {.longest_link = base::longest_link(root),
            .attribute_room = base::attribute_room(root),
            .can_exchange = !around.mount || !scanner::lacks_exchange(around.mount->type),
            .holds_all_devices = base::holds_all_devices(root)};
}

struct PlanOutcome {
    mapper::PlanTotals totals;
    scanner::WalkTotals walked;
};

/// Pass 1: walks the tree and fills the run file. Nothing is written to the tree.
base::Result<PlanOutcome> plan(const ConvertConfig& config, Source source, mapper::RunFile* run,
                               Session& session) {
    const scanner::Surroundings around = scanner::read_surroundings(source.root.real_path);
    const mapper::PlanRequest request = {
        .from = *config.from,
        .to = *config.to,
        .policy = config.policy,
        .maps = config.maps,
        .mapped_by = std::move(source.mapped_by),
        .keeps_native_symlinks = config.keeps_native_symlinks,
        .allowed = config.allowed,
        .caller = describe_caller(),
        .has_user_attributes = source.has_user_attributes,
        .limits = limits_of(source.root.fd.get(), around),
        .free = base::free_space(source.root.fd.get()),
        .around = around,
        .asks_for_model = !config.is_from_given,
        .lists_changes = !config.applies && (config.shared.verbosity == Verbosity::verbose ||
                                             config.shared.format->name != "text")};
    log_unseen_servers(request.around, config.path);
    scanner::WalkOptions options;
    options.links = scanner::ReadLinks::yes;
    options.metadata_files =
        config.from->keeps_files ? scanner::MetadataFiles::yes : scanner::MetadataFiles::no;
    options.mount_points = std::move(source.mount_points);
    options.excludes = std::move(source.excludes);

    const base::LinuxReader reader = source.root.reader();
    const unsigned jobs = reading_jobs(config.shared);
    scanner::Tree tree = {reader, scanner::DescriptorBudget(scanner::directory_budget(jobs))};
    std::optional<mapper::RowWriter> rows;
    if (run != nullptr) {
        rows.emplace(*run);
    }
    mapper::Planner planner(request, reader, rows ? &*rows : nullptr, session.listener());
    const scanner::Reach reach = scanner::reach_of_root(source.root.real_path);
    session.progress().begin(
        "planning", scanner::expected_entries(source.root.fd.get(), source.root.real_path));
    base::Result<scanner::WalkTotals> walked;
    session.run_with(jobs, [&] {
        walked = scanner::walk(tree, std::move(source.root.fd), reach, options, planner,
                               session.progress(), session.stop());
    });
    if (!walked) {
        return tl::unexpected(base::with_path(walked.error(), config.path));
    }
    planner.finish();
    if (rows) {
        PERMAP_TRY(rows->finish());
    }
    return PlanOutcome{planner.totals(), *walked};
}

report::Summary summarise_plan(const PlanOutcome& outcome, const mapper::RunFile* run) {
    const mapper::PlanTotals& totals = outcome.totals;
    report::Summary summary;
    summary.entries = outcome.walked.entries;
    summary.directories = outcome.walked.directories;
    summary.conversion = report::Conversion{.changed = totals.to_change,
                                            .unchanged = totals.counts().unchanged(),
                                            .refused = 0,
                                            .failed = 0,
                                            .left_alone = totals.left_alone,
                                            .run = run != nullptr ? run->info().id : std::string(),
                                            .is_dry_run = true};
    if (totals.to_replace > 0) {
        summary.remarks.push_back(
            fmt::format("With a new inode: {} (symbolic links, devices, fifos and sockets, and the "
                        "files that stand in for them).",
                        base::counted(totals.to_replace, "entry", "entries")));
    }
    return summary;
}

/// What was found, and what each answer would mean.
std::string ask_for_model(const std::vector<mapper::MetadataFound>& metadata) {
    std::string found;
    std::string choices;
    const auto add_choice = [&](const codec::Model& model) {
        choices += fmt::format(" --from {}: {}.", model.name, model.truth);
    };
    for (const codec::Model& model : codec::models()) {
        if (model.owns == nullptr) {
            add_choice(model);
        }
    }
    for (const mapper::MetadataFound& row : metadata) {
        found += fmt::format("{}{} ({})", found.empty() ? "" : ", ", row.model->name,
                             base::counted(row.entries, "entry", "entries"));
        add_choice(*row.model);
    }
    return fmt::format("Metadata was found, and a guest can plant that: {}. Say how the tree is "
                       "exported now.{} What a server would believe besides is purged.",
                       found, choices);
}

/// Why a plan cannot be performed as it is; nothing where it can.
std::optional<ExitStatus> find_obstacle(const ConvertConfig& config, const PlanOutcome& outcome,
                                        report::Summary& summary) {
    if (!config.is_from_given && !outcome.totals.metadata.empty()) {
        summary.remarks.push_back(ask_for_model(outcome.totals.metadata));
        return ExitStatus::usage;
    }
    if (outcome.walked.was_stopped) {
        summary.remarks.push_back("Interrupted while planning: nothing was written.");
        return ExitStatus::incomplete;
    }
    if (outcome.totals.problems + outcome.walked.vanished > 0) {
        summary.remarks.push_back(
            "Some entries could not be examined, so nothing can be converted safely: mend that, "
            "or leave them out with --exclude.");
        return ExitStatus::incomplete;
    }
    if (outcome.totals.reversed > 0) {
        summary.remarks.push_back(fmt::format(
            "{} with an id that the map does not cover but leads to: is the map the wrong way "
            "round, or has the tree been mapped before?",
            base::counted(outcome.totals.reversed, "entry", "entries")));
    }
    if (outcome.totals.blocked > 0) {
        summary.remarks.push_back(fmt::format(
            "Not convertible as it is: {} (listed above). Settle them, leave the entries out with "
            "--exclude, or name the rules with --allow ('permap rules RULE' says what that does).",
            base::counted(outcome.totals.blocked, "blocker", "blockers")));
        return ExitStatus::findings;
    }
    return std::nullopt;
}

ExitStatus convert(const ConvertConfig& config) {
    const StopSignal stop;
    base::Result<Source> source = open_source(config);
    if (!source) {
        return fail_usage(base::with_path(source.error(), config.path));
    }
    base::Result<std::optional<mapper::RunFile>> run = create_run(config, *source);
    if (!run) {
        return fail_usage(run.error());
    }
    auto session =
        Session::create(config.shared, stop, config.shared.verbosity == Verbosity::verbose);
    if (!session) {
        if (*run) {
            mapper::RunFile::remove((*run)->path());
        }
        return fail_usage(session.error());
    }
    log_safety(source->root, config.shared);
    if (!config.maps.empty()) {
        log_maps(config.maps);
    }
    (*session)->header({.command = "convert",
                        .roots = {config.path},
                        .model = fmt::format("{} -> {}", config.from->name, config.to->name),
                        .safety = base::to_text(source->root.level),
                        .version = kVersion});
    (*session)->reporter().begin_root(config.path);

    // Pass 1. From here to perform_and_report nothing writes to the tree.
    mapper::RunFile* const kept = *run ? &**run : nullptr;
    const base::Result<PlanOutcome> planned = plan(config, std::move(*source), kept, **session);
    if (!planned) {
        if (kept != nullptr) {
            mapper::RunFile::remove(kept->path());
        }
        return fail_usage(planned.error());
    }
    report::Summary summary = summarise_plan(*planned, kept);
    if (const auto obstacle = find_obstacle(config, *planned, summary)) {
        if (kept != nullptr) {
            mapper::RunFile::remove(kept->path());
            summary.conversion->run.clear(); // there is none to name
        }
        return (*session)->end(summary, *obstacle);
    }
    if (kept != nullptr) {
        const base::Result<void> finished = kept->finish_plan(planned->totals.counts());
        if (!finished) {
            mapper::RunFile::remove(kept->path());
            return fail_usage(finished.error());
        }
    }
    if (!config.applies) {
        spdlog::info("dry run: nothing was written");
        summary.next_step = kept != nullptr ? fmt::format("'permap apply {}' performs it",
                                                          base::shell_word(kept->path()))
                                            : "the same with --apply performs it";
        return (*session)->end(summary, ExitStatus::clean);
    }

    // Pass 2.
    const mapper::PerformRequest request = {.direction = mapper::Direction::apply,
                                            .allowed = config.allowed,
                                            .safety = config.shared.safety};
    return perform_and_report(*kept, request, config.shared, **session);
}

} // namespace

ExitStatus run_convert(Arguments arguments) {
    ConvertOptions options;
    CLI::App app("Convert a tree from one ownership model to another. Without --apply only the "
                 "plan is made\nand nothing is written.",
                 "permap convert");
    add_options(app, options);
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const base::Result<ConvertConfig> config = resolve(options);
    if (!config) {
        return fail_usage(config.error());
    }
    set_up_logging(config->shared.verbosity, config->shared.colour);
    for (const std::string& warning : config->warnings) {
        spdlog::warn("{}", warning);
    }
    return convert(*config);
}

} // namespace permap::cli
