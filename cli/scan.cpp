// SPDX-License-Identifier: Apache-2.0
// permap scan: audit trees without writing to them.
#include "cli/command.hpp"
#include "cli/next_step.hpp"
#include "cli/root_walk.hpp"
#include "cli/scan_options.hpp"
#include "cli/session.hpp"
#include "cli/version.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"

#include <algorithm>

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
    PERMAP_TRY_ASSIGN(base::Root root,
                      open_to_read(path, config.shared.safety, config.cross_devices));
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

base::Result<void> scan_root(OpenedRoot opened, const ScanConfig& config, Session& session,
                             report::Summary& summary) {
    const scanner::Identities& identities = config.identities.identities;
    scanner::AuditRequest request =
        prepare_audit(opened.root, opened.share, config.enabled, identities);
    request.least = config.least;
    log_unseen_servers(request.around, opened.name);
    scanner::Audit audit(request, session.listener());
    PERMAP_TRY_ASSIGN(const scanner::WalkTotals totals,
                      walk_root(std::move(opened.root),
                                {.name = opened.name,
                                 .model = opened.share.model,
                                 .reach = request.reach,
                                 .cross_devices = config.cross_devices,
                                 .excludes = std::move(opened.excludes),
                                 .broad_groups = scanner::ids_of(identities.broad_groups),
                                 .jobs = reading_jobs(config.shared)},
                                audit, session));
    audit.finish();
    for (const std::string& remark : audit.remarks()) {
        summary.remarks.push_back(fmt::format("{}: {}", base::quote(opened.name), remark));
    }
    add_totals(summary, totals, opened.name);
    if (audit.with_metadata() > 0) {
        summary.remarks.push_back(fmt::format("{}: metadata of a mapped model on {} of {}",
                                              base::quote(opened.name), audit.with_metadata(),
                                              base::counted(totals.entries, "entry", "entries")));
    }
    return {};
}

/// Those of the rules that an audit looks for; others are for conversions, shares, baselines.
std::vector<const scanner::Rule*> audited(const std::vector<const scanner::Rule*>& enabled) {
    std::vector<const scanner::Rule*> rules;
    std::ranges::copy_if(enabled, std::back_inserter(rules), [](const scanner::Rule* rule) {
        return rule->check != nullptr || rule->check_root != nullptr ||
               rule->check_count != nullptr;
    });
    return rules;
}

report::Header make_header(const std::vector<OpenedRoot>& roots, const ScanConfig& config) {
    report::Header header = {.command = "scan",
                             .roots = {},
                             .model = std::string(roots.front().share.model->name),
                             .safety = base::to_text(roots.front().root.level),
                             .version = kVersion,
                             .rules = audited(config.enabled)};
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
    (*session)->stop_without_reader();
    log_roots(roots, config);
    log_mistakes(config.identities);
    (*session)->header(make_header(roots, config));

    report::Summary summary;
    const codec::Model& model = *roots.front().share.model;
    const std::string path = roots.size() == 1 ? base::shell_word(roots.front().name) : "PATH";
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
    summary.next_step = next_step((*session)->counts(), model, path, config.host_owner);
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
