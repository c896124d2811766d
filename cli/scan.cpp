// SPDX-License-Identifier: Apache-2.0
// permap scan: audit trees without writing to them.
#include "cli/command.hpp"
#include "cli/session.hpp"
#include "cli/version.hpp"

#include "base/linux_fs.hpp"
#include "base/numbers.hpp"
#include "base/quote.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

struct ScanOptions {
    SharedOptions shared;
    std::vector<std::string> paths;
    std::string files_from;
    bool is_null_separated = false;
    std::string model;
    std::string host_owner;
    std::string file_mode = "0600";
    std::string directory_mode = "0700";
    unsigned qemu_major = 0;
    std::vector<std::string> only_rules;
    std::vector<std::string> skipped_rules;
    std::vector<std::string> excludes;
    bool crosses_devices = false;
    bool stays_on_device = false; ///< the default, accepted for uniformity
    bool is_dry_run = false;      ///< likewise
};

struct ScanConfig {
    SharedConfig shared;
    std::vector<std::string> paths;
    scanner::Share share; ///< its model is null where scan is to look
    std::vector<const scanner::Rule*> enabled;
    std::vector<std::string> excludes;
    bool crosses_devices = false;
};

void add_options(CLI::App& app, ScanOptions& options) {
    app.add_option("PATH", options.paths, "directories to scan");
    app.add_option("--files-from", options.files_from,
                   "read more directories from this file, one a line; - for standard input");
    app.add_flag("--null,-0", options.is_null_separated, "they are separated by NUL bytes");
    app.add_option("--model", options.model, "how the tree is exported: " + codec::model_names());
    app.add_option("--host-owner", options.host_owner, "USER[:GROUP] that QEMU runs as");
    app.add_option("--fmode", options.file_mode, "mode of files on the host, octal")
        ->capture_default_str();
    app.add_option("--dmode", options.directory_mode, "mode of directories on the host, octal")
        ->capture_default_str();
    app.add_option("--qemu-version", options.qemu_major, "major version of QEMU; without it, old");
    app.add_option("--rule", options.only_rules, "only these rules")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--skip-rule", options.skipped_rules, "not these rules")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--exclude", options.excludes,
                   "leave out names, or paths if it has a '/', that match this pattern")
        ->allow_extra_args(false);
    app.add_flag("--cross-device", options.crosses_devices, "also scan file systems mounted below");
    app.add_flag("-x", options.stays_on_device, "stay on one file system: the default")
        ->excludes("--cross-device");
    app.add_flag("--dry-run,-n", options.is_dry_run, "accepted everywhere: scan never writes");
    add_shared_options(app, options.shared);
}

base::Result<std::vector<std::string>> read_paths(const ScanOptions& options) {
    std::vector<std::string> paths = options.paths;
    if (options.files_from.empty()) {
        return paths;
    }
    std::ifstream file;
    if (options.files_from != "-") {
        file.open(options.files_from, std::ios::binary);
        if (!file) {
            return base::fail(errno, "open", options.files_from);
        }
    }
    std::istream& input = options.files_from == "-" ? std::cin : file;
    const char separator = options.is_null_separated ? '\0' : '\n';
    for (std::string path; std::getline(input, path, separator);) {
        if (!path.empty()) {
            paths.push_back(path);
        }
    }
    return paths;
}

base::Result<scanner::Share> resolve_share(const ScanOptions& options) {
    scanner::Share share;
    share.qemu_major = options.qemu_major;
    PERMAP_TRY_ASSIGN(share.file_mode, base::parse_mode(options.file_mode, 0777));
    PERMAP_TRY_ASSIGN(share.directory_mode, base::parse_mode(options.directory_mode, 0777));
    if (!options.model.empty()) {
        share.model = codec::find_model(options.model);
        if (share.model == nullptr) {
            return base::fail_because(
                fmt::format("no such model: want one of {}", codec::model_names()), options.model);
        }
    }
    if (!options.host_owner.empty()) {
        PERMAP_TRY_ASSIGN(const base::Owner owner, base::parse_owner(options.host_owner));
        share.host_uid = codec::HostUid{owner.uid};
        share.host_gid = codec::HostGid{owner.gid};
    }
    return share;
}

base::Result<std::vector<const scanner::Rule*>> resolve_rules(const ScanOptions& options) {
    for (const auto* const ids : {&options.only_rules, &options.skipped_rules}) {
        for (const std::string& id : *ids) {
            if (scanner::find_rule(id) == nullptr) {
                return base::fail_because("no such rule: 'permap rules' lists them", id);
            }
        }
    }
    std::vector<const scanner::Rule*> enabled;
    for (const scanner::Rule& rule : scanner::rules()) {
        const auto names = [&](const std::vector<std::string>& ids) {
            return std::ranges::find(ids, rule.id) != ids.end();
        };
        const bool is_asked = options.only_rules.empty() || names(options.only_rules);
        if (is_asked && !names(options.skipped_rules)) {
            enabled.push_back(&rule);
        }
    }
    return enabled;
}

base::Result<ScanConfig> resolve(const ScanOptions& options) {
    ScanConfig config;
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared));
    PERMAP_TRY_ASSIGN(config.paths, read_paths(options));
    PERMAP_TRY_ASSIGN(config.share, resolve_share(options));
    PERMAP_TRY_ASSIGN(config.enabled, resolve_rules(options));
    config.excludes = options.excludes;
    config.crosses_devices = options.crosses_devices;
    if (config.paths.empty()) {
        return base::fail_because("no PATH given: name the directory that is shared");
    }
    return config;
}

/// One root, opened before anything is scanned, so that a mistyped one costs nothing.
struct OpenedRoot {
    std::string name;
    base::Root root;
    scanner::Share share;
    scanner::Looks looks;
};

base::Result<OpenedRoot> open_root(const std::string& path, const ScanConfig& config) {
    const base::RootRequest request = {.safety = config.shared.safety,
                                       .access = base::Access::read,
                                       .follow = base::FollowRoot::yes,
                                       .sub_mounts = config.crosses_devices
                                                         ? base::SubMounts::include
                                                         : base::SubMounts::leave_out};
    PERMAP_TRY_ASSIGN(base::Root root, base::open_root(path, request));
    OpenedRoot opened = {path, std::move(root), config.share, {}};
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
        .has_user_attributes = scanner::has_user_attributes(reader, opened.root.fd.get()),
        .around = scanner::read_surroundings(opened.root.real_path),
        .reach = scanner::reach_of_root(opened.root.real_path)};
    log_unseen_servers(request.around, opened.name);
    scanner::WalkOptions options;
    options.excludes = config.excludes;
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

report::Header make_header(const std::vector<OpenedRoot>& roots, const ScanConfig& config) {
    report::Header header = {.command = "scan",
                             .roots = config.paths,
                             .model = std::string(roots.front().share.model->name),
                             .safety = base::to_text(roots.front().root.level),
                             .version = kVersion};
    for (const OpenedRoot& opened : roots) {
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
    std::vector<OpenedRoot> roots;
    for (const std::string& path : config.paths) {
        base::Result<OpenedRoot> opened = open_root(path, config);
        if (!opened) {
            return fail_usage(opened.error());
        }
        roots.push_back(std::move(*opened));
    }
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    log_roots(roots, config);
    (*session)->reporter().header(make_header(roots, config));

    report::Summary summary;
    for (OpenedRoot& opened : roots) {
        const base::Result<void> scanned = scan_root(std::move(opened), config, **session, summary);
        if (!scanned) {
            (*session)->listener().problem({".", scanned.error()});
        }
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
