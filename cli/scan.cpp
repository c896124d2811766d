// SPDX-License-Identifier: Apache-2.0
// permap scan: audit trees without writing to them.
#include "cli/command.hpp"
#include "cli/scan_options.hpp"
#include "cli/session.hpp"
#include "cli/version.hpp"

#include "base/linux_fs.hpp"
#include "base/numbers.hpp"
#include "base/quote.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

/// One root, opened before anything is scanned, so that a mistyped one costs nothing.
struct OpenedRoot {
    std::string name;
    base::Root root;
    scanner::Share share;
    scanner::Looks looks;
    scanner::Excludes excludes = {};
};

base::Result<OpenedRoot> open_root(const std::string& path, const ScanConfig& config) {
    const base::RootRequest request = {.safety = config.shared.safety,
                                       .access = base::Access::read,
                                       .follow = base::FollowRoot::yes,
                                       .sub_mounts = config.crosses_devices
                                                         ? base::SubMounts::include
                                                         : base::SubMounts::leave_out};
    PERMAP_TRY_ASSIGN(base::Root root, base::open_root(path, request));
    OpenedRoot opened = {path, std::move(root), config.share, {}, {}};
    const base::LinuxReader reader = opened.root.reader();
    const base::Result<scanner::Looks> looks = scanner::look_at_root(reader, opened.root.fd.get());
    if (!looks) {
        return tl::unexpected(base::with_path(looks.error(), path));
    }
    opened.looks = *looks;
    if (opened.share.model == nullptr) {
        opened.share.model = opened.looks.model;
    }
    return opened;
}

/// All of them, and what is left out of each.
base::Result<std::vector<OpenedRoot>> open_roots(const ScanConfig& config) {
    std::vector<OpenedRoot> roots;
    std::vector<RootNames> names;
    for (const NamedPath& named : config.paths) {
        base::Result<OpenedRoot> opened = open_root(named.path, config);
        if (!opened) {
            return tl::unexpected(with_origin(std::move(opened).error(), named));
        }
        names.push_back({named.path, opened->root.real_path});
        roots.push_back(std::move(*opened));
    }
    for (std::size_t at = 0; at < roots.size(); ++at) {
        PERMAP_TRY_ASSIGN(roots[at].excludes, resolve_excludes(config.excludes, names[at], names));
    }
    return roots;
}

void add_totals(report::Summary& summary, const scanner::WalkTotals& totals) {
    summary.entries += totals.entries;
    summary.directories += totals.directories;
    if (totals.vanished > 0) {
        summary.remarks.push_back(fmt::format("Removed by somebody else while being looked at: {}",
                                              base::counted(totals.vanished, "entry", "entries")));
    }
}

base::Result<void> scan_root(OpenedRoot opened, const ScanConfig& config, Session& session,
                             report::Summary& summary) {
    const auto cross = config.crosses_devices ? base::CrossMounts::yes : base::CrossMounts::no;
    const base::LinuxReader reader = opened.root.reader(cross);
    const scanner::AuditRequest request = {
        .share = opened.share,
        .enabled = config.enabled,
        .least = config.least,
        .has_user_attributes = scanner::has_user_attributes(reader, opened.root.fd.get()),
        .around = scanner::read_surroundings(opened.root.real_path),
        .reach = scanner::reach_of_root(opened.root.real_path),
        .identities = &config.identities.identities};
    log_unseen_servers(request.around, opened.name);
    scanner::WalkOptions options;
    options.excludes = std::move(opened.excludes);
    options.metadata_files =
        opened.share.model->keeps_files ? scanner::MetadataFiles::yes : scanner::MetadataFiles::no;
    options.cross_devices =
        config.crosses_devices ? scanner::CrossDevices::yes : scanner::CrossDevices::no;
    PERMAP_TRY_ASSIGN(options.mount_points,
                      scanner::read_mount_points_below(opened.root.real_path));

    session.reporter().begin_root(opened.name);
    session.progress().begin(
        "scanning", scanner::expected_entries(opened.root.fd.get(), opened.root.real_path));
    scanner::Audit audit(request, session.listener());
    const unsigned jobs = reading_jobs(config.shared);
    scanner::Tree tree = {reader, scanner::DescriptorBudget(scanner::directory_budget(jobs))};
    base::Result<scanner::WalkTotals> totals;
    session.run_with(jobs, [&] {
        totals = scanner::walk(tree, std::move(opened.root.fd), request.reach, options, audit,
                               session.progress(), session.stop());
    });
    if (!totals) {
        return tl::unexpected(base::with_path(totals.error(), opened.name));
    }
    audit.finish();
    for (const std::string& remark : audit.remarks()) {
        summary.remarks.push_back(fmt::format("{}: {}", base::quote(opened.name), remark));
    }
    add_totals(summary, *totals);
    if (totals->was_stopped) {
        summary.remarks.push_back(fmt::format("Interrupted: this is not all there is to say of {}.",
                                              base::quote(opened.name)));
    }
    if (audit.with_metadata() > 0) {
        summary.remarks.push_back(fmt::format("{}: metadata of a mapped model on {} of {}",
                                              base::quote(opened.name), audit.with_metadata(),
                                              base::counted(totals->entries, "entry", "entries")));
    }
    return {};
}

report::Header make_header(const std::vector<OpenedRoot>& roots) {
    report::Header header = {.command = "scan",
                             .roots = {},
                             .model = std::string(roots.front().share.model->name),
                             .safety = base::to_text(roots.front().root.level),
                             .version = kVersion};
    for (const OpenedRoot& opened : roots) {
        header.roots.push_back(opened.name);
        if (opened.share.model->name != header.model) {
            header.model.clear(); // they differ: no one word is true
        }
    }
    return header;
}

void log_roots(const std::vector<OpenedRoot>& roots, const ScanConfig& config) {
    for (const OpenedRoot& opened : roots) {
        log_safety(opened.root, config.shared);
        if (config.share.model == nullptr) {
            spdlog::info("{} looks like {} ({} of {} entries at the top carry metadata); say "
                         "--model to be sure",
                         base::quote(opened.name), opened.share.model->name,
                         opened.looks.with_metadata, opened.looks.looked_at);
        }
    }
}

ExitStatus scan(const ScanConfig& config) {
    const StopSignal stop;
    base::Result<std::vector<OpenedRoot>> all = open_roots(config);
    if (!all) {
        return fail_usage(all.error());
    }
    std::vector<OpenedRoot>& roots = *all;
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    log_roots(roots, config);
    log_mistakes(config.identities);
    (*session)->reporter().header(make_header(roots));

    report::Summary summary;
    for (OpenedRoot& opened : roots) {
        const base::Result<void> scanned = scan_root(std::move(opened), config, **session, summary);
        if (!scanned) {
            (*session)->listener().problem({".", scanned.error()});
        }
    }
    log_trouble(config.identities.identities);
    if (config.least > scanner::Severity::info) {
        summary.remarks.push_back(fmt::format("Findings below {} were left out (--min-severity).",
                                              scanner::to_text(config.least)));
    }
    const bool has_problems = (*session)->listener().problems() > 0;
    const ExitStatus by_findings = (*session)->fails() ? ExitStatus::findings : ExitStatus::clean;
    return (*session)->end(summary, has_problems ? ExitStatus::incomplete : by_findings);
}

} // namespace

ExitStatus run_scan(Arguments arguments) {
    ScanOptions options;
    CLI::App app(
        "Audit directory trees: leaks, and all that would break or be lost in a migration.\n"
        "Never writes to them.",
        "permap scan");
    add_options(app, options);
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const base::Result<ScanConfig> config = resolve(options);
    if (!config) {
        return fail_usage(config.error());
    }
    set_up_logging(config->shared.verbosity, config->shared.colour);
    return scan(*config);
}

} // namespace permap::cli
