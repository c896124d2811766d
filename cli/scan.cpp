// SPDX-License-Identifier: Apache-2.0
// permap scan: audit trees without writing to them, or a tree in a tar.
#include "cli/command.hpp"
#include "cli/next_step.hpp"
#include "cli/root_walk.hpp"
#include "cli/scan_options.hpp"
#include "cli/session.hpp"
#include "cli/tree_source.hpp"
#include "cli/version.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "scanner/tar_visit.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

/// One root, opened before anything is scanned, so that a mistyped one costs nothing.
struct OpenedRoot {
    TreeSource source;
    scanner::Share share;
    scanner::Looks looks = {}; ///< not of a tar
    scanner::Excludes excludes = {};
};

/// Rules that a finding can be of.
std::vector<const scanner::Rule*> looked_for(const ScanConfig& config) {
    std::vector<const scanner::Rule*> rules = scanner::audited(config.enabled);
    return config.root_tar.empty() ? rules
                                   : scanner::judged_in_tar(rules, &config.identities.identities);
}

base::Result<OpenedRoot> open_root(const std::string& path, const ScanConfig& config) {
    PERMAP_TRY_ASSIGN(base::Root root,
                      open_to_read(path, config.shared.safety, config.cross_devices));
    const base::LinuxReader reader = root.reader();
    const base::Result<scanner::Looks> looks = scanner::look_at_root(reader, root.fd.get());
    if (!looks) {
        return tl::unexpected(base::with_path(looks.error(), path));
    }
    OpenedRoot opened = {
        .source = {.name = path, .root = std::move(root)}, .share = config.share, .looks = *looks};
    if (opened.share.model == nullptr) {
        opened.share.model = opened.looks.model;
    }
    return opened;
}

base::Result<OpenedRoot> open_tar(const ScanConfig& config, const std::atomic<bool>& stop) {
    OpenedRoot opened = {.source = {.name = config.root_tar}, .share = config.share};
    PERMAP_TRY_ASSIGN(opened.source.tar, scanner::read_tar(config.root_tar, stop));
    const auto model = settle_model(opened.source, config.share.model);
    if (!model) {
        return tl::unexpected(base::with_path(model.error(), config.root_tar));
    }
    opened.share.model = *model;
    return opened;
}

/// All of them, and what is left out of each.
base::Result<std::vector<OpenedRoot>> open_roots(const ScanConfig& config,
                                                 const std::atomic<bool>& stop) {
    std::vector<OpenedRoot> roots;
    std::vector<RootNames> names;
    if (!config.root_tar.empty()) {
        PERMAP_TRY_ASSIGN(OpenedRoot tar, open_tar(config, stop));
        names.push_back(names_of(tar.source));
        roots.push_back(std::move(tar));
    }
    for (const NamedPath& named : config.paths) {
        base::Result<OpenedRoot> opened = open_root(named.path, config);
        if (!opened) {
            return tl::unexpected(with_origin(std::move(opened).error(), named));
        }
        names.push_back(names_of(opened->source));
        roots.push_back(std::move(*opened));
    }
    for (std::size_t at = 0; at < roots.size(); ++at) {
        PERMAP_TRY_ASSIGN(roots[at].excludes, resolve_excludes(config.excludes, names[at], names));
    }
    return roots;
}

void scan_tar(const OpenedRoot& opened, const ScanConfig& config, Session& session,
              report::Summary& summary) {
    const TreeSource& source = opened.source;
    session.reporter().begin_root(source.name);
    for (const scanner::Problem& problem : source.tar->problems) {
        session.listener().problem(problem);
    }
    const scanner::TarCounts counts =
        scanner::audit_tar(source.tar->tree,
                           {.share = opened.share,
                            .enabled = config.enabled,
                            .least = config.least,
                            .identities = &config.identities.identities},
                           opened.excludes, session.findings());
    summary.entries += counts.entries;
    summary.directories += counts.directories;
    add_not_judged(source, config.enabled, config.identities.identities, summary);
}

base::Result<void> scan_root(OpenedRoot opened, const ScanConfig& config, Session& session,
                             report::Summary& summary) {
    if (opened.source.tar) {
        scan_tar(opened, config, session, summary);
        return {};
    }
    const std::string& name = opened.source.name;
    const scanner::Identities& identities = config.identities.identities;
    scanner::AuditRequest request = prepare_audit(*opened.source.root, opened.share, config.enabled,
                                                  identities, config.cross_devices);
    request.least = config.least;
    log_unseen_servers(request.around, name);
    scanner::Audit audit(request, session.listener());
    PERMAP_TRY_ASSIGN(const scanner::WalkTotals totals,
                      walk_root(std::move(*opened.source.root),
                                {.name = name,
                                 .model = opened.share.model,
                                 .reach = request.reach,
                                 .cross_devices = config.cross_devices,
                                 .excludes = std::move(opened.excludes),
                                 .broad_groups = scanner::ids_of(identities.broad_groups),
                                 .jobs = reading_jobs(config.shared)},
                                audit, session));
    audit.finish();
    for (const std::string& remark : audit.remarks()) {
        summary.remarks.push_back(fmt::format("{}: {}", base::quote(name), remark));
    }
    add_totals(summary, totals, name);
    if (audit.with_metadata() > 0) {
        summary.remarks.push_back(fmt::format("{}: metadata of a mapped model on {} of {}",
                                              base::quote(name), audit.with_metadata(),
                                              base::counted(totals.entries, "entry", "entries")));
    }
    return {};
}

report::Header make_header(const std::vector<OpenedRoot>& roots, const ScanConfig& config) {
    report::Header header = {.command = "scan",
                             .roots = {},
                             .model = std::string(roots.front().share.model->name),
                             .safety = safety_of(roots.front().source),
                             .version = kVersion,
                             .rules = looked_for(config)};
    for (const OpenedRoot& opened : roots) {
        header.roots.push_back(opened.source.name);
        if (opened.share.model->name != header.model) {
            header.model.clear(); // they differ: no one word is true
        }
    }
    return header;
}

void log_roots(const std::vector<OpenedRoot>& roots, const ScanConfig& config) {
    for (const OpenedRoot& opened : roots) {
        if (!opened.source.root) {
            continue;
        }
        log_safety(*opened.source.root, config.shared);
        if (config.share.model == nullptr) {
            spdlog::info("{} looks like {} ({} of {} entries at the top carry metadata); say "
                         "--model to be sure",
                         base::quote(opened.source.name), opened.share.model->name,
                         opened.looks.with_metadata, opened.looks.looked_at);
        }
    }
}

ExitStatus scan(const ScanConfig& config) {
    const StopSignal stop;
    base::Result<std::vector<OpenedRoot>> all = open_roots(config, stop.flag());
    if (!all) {
        return fail_usage(all.error());
    }
    std::vector<OpenedRoot>& roots = *all;
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    (*session)->stop_without_reader();
    log_roots(roots, config);
    log_mistakes(config.identities);
    (*session)->header(make_header(roots, config));

    report::Summary summary;
    const codec::Model& model = *roots.front().share.model;
    const std::string path =
        roots.size() == 1 ? base::shell_word(roots.front().source.name) : "PATH";
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
    if (config.root_tar.empty()) {
        summary.next_step = next_step((*session)->counts(), model, path, config.host_owner);
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
