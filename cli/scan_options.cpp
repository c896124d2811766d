// SPDX-License-Identifier: Apache-2.0
#include "cli/scan_options.hpp"

#include "base/numbers.hpp"
#include "cli/tree_source.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace permap::cli {
namespace {

base::Result<std::vector<NamedPath>> read_paths(const ScanOptions& options) {
    std::vector<NamedPath> paths;
    paths.reserve(options.paths.size());
    for (const std::string& path : options.paths) {
        paths.push_back({path});
    }
    if (!options.files_from.empty()) {
        const auto separator = options.is_null_separated ? Separator::nul : Separator::newline;
        PERMAP_TRY(read_path_list(options.files_from, separator, paths));
    }
    return paths;
}

base::Result<scanner::Share> resolve_share(const ScanOptions& options) {
    scanner::Share share;
    share.qemu_major = options.qemu_major;
    PERMAP_TRY_ASSIGN(share.file_mode, base::parse_mode(options.file_mode, 0777));
    PERMAP_TRY_ASSIGN(share.directory_mode, base::parse_mode(options.directory_mode, 0777));
    PERMAP_TRY_ASSIGN(share.model, resolve_model(options.model));
    if (!options.host_owner.empty()) {
        PERMAP_TRY_ASSIGN(const base::Owner owner, base::parse_owner(options.host_owner));
        share.host_uid = codec::HostUid{owner.uid};
        share.host_gid = codec::HostGid{owner.gid};
        share.host_groups = base::groups_of(owner.uid).value_or(std::vector<std::uint32_t>());
        share.host_groups.push_back(owner.gid);
    }
    return share;
}

base::Result<std::vector<const scanner::Rule*>> resolve_rules(const ScanOptions& options) {
    for (const auto* const ids : {&options.only_rules, &options.skipped_rules}) {
        for (const std::string& id : *ids) {
            const scanner::Rule* const rule = scanner::find_rule(id);
            if (rule == nullptr) {
                return base::fail_because("no such rule: 'permap rules' lists them", id);
            }
            // That it finds nothing would say nothing of the tree.
            if (ids == &options.only_rules && scanner::audited(std::span(&rule, 1)).empty()) {
                return base::fail_because("--rule: scan does not look for it: 'permap rules RULE' "
                                          "says what it is about",
                                          id);
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
    if (scanner::audited(enabled).empty()) {
        return base::fail_because("--skip-rule leaves nothing to look for");
    }
    return enabled;
}

} // namespace

void add_options(CLI::App& app, ScanOptions& options) {
    app.add_option("PATH", options.paths, "directories to scan");
    add_root_tar_option(app, options.root_tar);
    app.add_option("--files-from", options.files_from,
                   "read more directories from this file, one a line; - for standard input")
        ->type_name("FILE");
    app.add_flag("--null,-0", options.is_null_separated,
                 "with --files-from: separated by NUL bytes, not lines");
    app.add_option("--model", options.model, "how the tree is exported: " + codec::model_names())
        ->type_name("MODEL");
    app.add_option("--host-owner", options.host_owner, "who QEMU runs as")
        ->type_name("USER[:GROUP]");
    app.add_option("--fmode", options.file_mode, "mode of files on the host, octal")
        ->type_name("OCTAL")
        ->capture_default_str();
    app.add_option("--dmode", options.directory_mode, "mode of directories on the host, octal")
        ->type_name("OCTAL")
        ->capture_default_str();
    app.add_option("--qemu-version", options.qemu_major,
                   "major version of QEMU; without it, older than 11")
        ->type_name("NUMBER");
    app.add_option("--rule", options.only_rules, "only these rules")
        ->type_name("RULE,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--skip-rule", options.skipped_rules, "not these rules")
        ->type_name("RULE,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    add_exclude_option(app, options.excludes);
    app.add_option("--min-severity", options.min_severity,
                   "leave out less severe findings, also for --fail-on: info, low, medium, high, "
                   "critical")
        ->type_name("SEVERITY")
        ->capture_default_str();
    add_options(app, options.reading, "accepted everywhere: scan never writes");
    add_options(app, options.identities);
    add_shared_options(app, options.shared);
}

base::Result<ScanConfig> resolve(const ScanOptions& options) {
    ScanConfig config;
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared));
    PERMAP_TRY_ASSIGN(config.paths, read_paths(options));
    PERMAP_TRY_ASSIGN(config.share, resolve_share(options));
    PERMAP_TRY_ASSIGN(config.enabled, resolve_rules(options));
    PERMAP_TRY_ASSIGN(config.identities,
                      resolve(options.identities, options.root_tar.empty()
                                                      ? HostAccounts::of_this_machine
                                                      : HostAccounts::where_given));
    PERMAP_TRY_ASSIGN(config.least, resolve_severity("--min-severity", options.min_severity));
    config.excludes = options.excludes;
    config.cross_devices = resolve(options.reading);
    config.host_owner = options.host_owner;
    config.root_tar = options.root_tar;
    if (config.paths.empty() && config.root_tar.empty()) {
        return base::fail_because("no PATH given: name the directory that is shared, or a tar of "
                                  "it with --root-tar FILE");
    }
    if (!config.paths.empty() && !config.root_tar.empty()) {
        return base::fail_because("PATH and --root-tar are two trees: give one of them");
    }
    return config;
}

} // namespace permap::cli
