// SPDX-License-Identifier: Apache-2.0
// permap snapshot: a manifest of a tree, the same bytes for the same tree.
#include "cli/command.hpp"
#include "cli/reading_options.hpp"
#include "cli/tree_source.hpp"

#include <CLI/CLI.hpp>

namespace permap::cli {
namespace {

struct SnapshotOptions {
    SharedOptions shared;
    SourceOptions source;
    std::string model;
    std::string view = "guest";
    std::vector<std::string> excludes;
    bool has_inodes = false;
    ReadingOptions reading;
};

struct SnapshotConfig {
    SharedConfig shared;
    SourceOptions source;
    scanner::SnapshotRequest request; ///< its model is null where none was named
    std::vector<std::string> excludes;
    scanner::CrossDevices cross_devices = scanner::CrossDevices::no;
};

void add_options(CLI::App& app, SnapshotOptions& options) {
    add_options(app, options.source);
    app.add_option("--format", options.shared.format,
                   "mtree has no place for ACLs and capabilities")
        ->type_name(one_of(report::format_names(report::Holds::entries)))
        ->capture_default_str();
    app.add_option("--view", options.view, "whose view is written")
        ->type_name("guest|host")
        ->capture_default_str();
    app.add_option("--model", options.model,
                   "how the tree stores the guest's view: " + codec::model_names())
        ->type_name("MODEL");
    add_exclude_option(app, options.excludes);
    app.add_flag("--inodes", options.has_inodes,
                 "keep inode numbers, by which check recognises what was renamed in this tree");
    add_options(app, options.reading, "accepted everywhere: snapshot never writes to a tree");
    add_entry_options(app, options.shared);
}

base::Result<SnapshotConfig> resolve(const SnapshotOptions& options) {
    SnapshotConfig config;
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared, report::Holds::entries));
    config.shared.is_reproducible = true;
    config.source = options.source;
    config.excludes = options.excludes;
    config.request.has_inodes = options.has_inodes;
    config.cross_devices = resolve(options.reading);
    PERMAP_TRY_ASSIGN(config.request.view, parse_view(options.view));
    PERMAP_TRY_ASSIGN(config.request.model, resolve_model(options.model));
    return config;
}

ExitStatus snapshot(SnapshotConfig config) {
    const StopSignal stop;
    base::Result<TreeSource> source =
        open_source(config.source, config.shared.safety, config.cross_devices, stop.flag());
    if (!source) {
        return fail_usage(source.error());
    }
    const auto model = settle_model(*source, config.request.model);
    auto excludes = resolve_excludes(config.excludes, names_of(*source));
    if (!model || !excludes) {
        return fail_usage(base::with_path(model ? excludes.error() : model.error(), source->name));
    }
    auto spool = scanner::ManifestSpool::create();
    if (!spool) {
        return fail_usage(spool.error());
    }
    config.request.model = *model;
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    (*session)->header(manifest_header(source->name, config.request));

    report::Summary summary;
    if (source->root) {
        log_safety(*source->root, config.shared);
        read_manifest(std::move(*source->root),
                      {.name = source->name,
                       .cross_devices = config.cross_devices,
                       .excludes = std::move(*excludes),
                       .jobs = reading_jobs(config.shared)},
                      config.request, *spool, **session, summary);
    } else {
        read_manifest(*source, *excludes, config.request, *spool, **session, summary);
    }
    const base::Result<std::uint64_t> written =
        write_entries(*spool, (*session)->reporter(), (*session)->stop());
    if (!written) {
        report_problem(**session, {".", written.error()});
    }
    summary.entries = written.value_or(0); // those that are in it
    const bool is_whole = (*session)->listener().problems() == 0;
    return (*session)->end(summary, is_whole ? ExitStatus::clean : ExitStatus::incomplete);
}

} // namespace

ExitStatus run_snapshot(Arguments arguments) {
    SnapshotOptions options;
    options.shared.format = "mtree";
    CLI::App app(
        "A manifest of a tree: kind, mode, owner and what else there is of permissions, one "
        "line for each\nname, the same bytes for the same tree. permap check compares with "
        "it.",
        "permap snapshot");
    add_options(app, options);
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    base::Result<SnapshotConfig> config = resolve(options);
    if (!config) {
        return fail_usage(config.error());
    }
    set_up_logging(config->shared.verbosity, config->shared.colour);
    return snapshot(std::move(*config));
}

} // namespace permap::cli
