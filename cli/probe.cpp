// SPDX-License-Identifier: Apache-2.0
// permap probe: what the file systems under a directory can do.
#include "cli/command.hpp"
#include "cli/session.hpp"
#include "cli/version.hpp"

#include "base/quote.hpp"
#include "mapper/run_store.hpp"
#include "report/mount_record.hpp"
#include "scanner/probe_mount.hpp"
#include "scanner/probe_write.hpp"
#include "scanner/rule.hpp"
#include "scanner/rules/all.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

struct ProbeOptions {
    SharedOptions shared;
    std::vector<std::string> paths;
    std::string host_files;
    bool tries_writing = false;
    bool is_dry_run = false;
};

struct ProbeConfig {
    SharedConfig shared;
    std::vector<std::string> paths;
    scanner::HostFiles files;
    bool tries_writing = false;
};

void add_options(CLI::App& app, ProbeOptions& options) {
    app.add_option("PATH", options.paths, "directories to look at")->required();
    app.add_option("--host-files", options.host_files,
                   "take /proc, /sys and /dev from below this directory: a recording of a machine")
        ->type_name("DIR");
    app.add_flag("--write-test", options.tries_writing,
                 "find out by trying, on objects of its own in a scratch directory that is removed "
                 "again");
    app.add_flag("--dry-run,-n", options.is_dry_run, "no write test");
    add_shared_options(app, options.shared);
}

/// Whether the kernel's default for overlays keeps hard links together.
bool overlay_index_is_default(const scanner::HostFiles& files) {
    return files.read("/sys/module/overlay/parameters/index") == "Y";
}

void raise(std::string_view rule, const scanner::MountProbe& probe, const base::Stat& stat,
           std::vector<std::pair<std::string, std::string>> evidence, Listener& listener) {
    const scanner::Rule* const row = scanner::find_rule(rule);
    listener.finding(scanner::make_default_finding(*row, probe.path, codec::facts_from(stat),
                                                   std::move(evidence)));
}

void judge(const scanner::MountProbe& probe, const base::Stat& stat, Listener& listener) {
    for (scanner::Hit& hit : scanner::find_degraded(probe.storage)) {
        raise("raid-degraded", probe, stat, std::move(hit.evidence), listener);
    }
    if (probe.at(scanner::Ability::user_file).answer == scanner::Answer::no) {
        raise("xattr-unsupported", probe, stat, {{"file_system", probe.mount.type}}, listener);
    }
}

/// What is tried, and where, is said before: a test that is killed cannot say what it left.
base::Result<void> test_writing(const std::string& root, scanner::MountProbe& probe,
                                const scanner::ProbeTarget& target, const ProbeConfig& config,
                                Session& session) {
    if (probe.is_read_only) {
        probe.notes.emplace_back("mounted read-only: no write test");
        return {};
    }
    if (scanner::holds_no_files(probe.mount.type)) {
        probe.notes.push_back(probe.mount.type + " holds no files: no write test");
        return {};
    }
    PERMAP_TRY_ASSIGN(const std::string token, mapper::random_token());
    const std::string name = std::string(scanner::kScratchPrefix) + token;
    const std::string below = probe.path == "." ? "" : "/" + probe.path;
    spdlog::info("write test in {}, which is removed again",
                 base::quote(fmt::format("{}{}/{}", root, below, name)));
    return scanner::measure(probe, target, config.shared.safety, name, session.stop());
}

base::Result<void> probe_one(const std::string& root, const scanner::ProbeTarget& target,
                             const ProbeConfig& config, Session& session) {
    PERMAP_TRY_ASSIGN(scanner::MountProbe probe,
                      scanner::probe_mount(target, config.shared.safety, config.files));
    if (config.tries_writing) {
        const base::Result<void> tested = test_writing(root, probe, target, config, session);
        if (!tested) {
            session.listener().problem({target.path, tested.error()});
        }
    }
    scanner::add_advice(probe, overlay_index_is_default(config.files));
    session.reporter().record(report::mount_record(root, probe));

    const base::LinuxReader reader(base::SafetyLevel::dirfd);
    PERMAP_TRY_ASSIGN(const base::Stat stat, reader.stat_fd(target.fd.get()));
    judge(probe, stat, session.listener());
    return {};
}

/// The number of mounts looked at.
std::uint64_t probe_root(const std::string& root, const scanner::ProbeTargets& found,
                         const ProbeConfig& config, Session& session) {
    session.reporter().begin_root(root);
    for (const auto& [path, error] : found.problems) {
        session.listener().problem({path, error});
    }
    std::uint64_t looked_at = 0;
    for (const scanner::ProbeTarget& target : found.targets) {
        if (session.stop()) {
            break;
        }
        const base::Result<void> probed = probe_one(root, target, config, session);
        if (!probed) {
            session.listener().problem({target.path, probed.error()});
        }
        looked_at += probed ? 1U : 0U;
    }
    return looked_at;
}

ExitStatus probe(const ProbeConfig& config) {
    const StopSignal stop;
    std::vector<scanner::ProbeTargets> all; // each root opened before anything is reported
    for (const std::string& path : config.paths) {
        base::Result<scanner::ProbeTargets> found = scanner::find_targets(path);
        if (!found) {
            return fail_usage(base::with_path(found.error(), path));
        }
        all.push_back(std::move(*found));
    }
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    (*session)->header({.command = "probe",
                        .roots = config.paths,
                        .model = {},
                        .safety = {},
                        .version = kVersion});

    report::Summary summary;
    for (std::size_t at = 0; at < all.size(); ++at) {
        summary.directories += probe_root(config.paths[at], all[at], config, **session);
    }
    summary.entries = summary.directories;
    const bool has_problems = (*session)->listener().problems() > 0;
    const ExitStatus by_findings = (*session)->fails() ? ExitStatus::findings : ExitStatus::clean;
    return (*session)->end(summary, has_problems ? ExitStatus::incomplete : by_findings);
}

} // namespace

ExitStatus run_probe(Arguments arguments) {
    ProbeOptions options;
    CLI::App app("Say what the file systems at and under a directory can do for a share.\n"
                 "Never writes to them, except with --write-test.",
                 "permap probe");
    add_options(app, options);
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const base::Result<SharedConfig> shared = resolve(options.shared);
    if (!shared) {
        return fail_usage(shared.error());
    }
    const base::Result<scanner::HostFiles> files = resolve_host_files(options.host_files);
    if (!files) {
        return fail_usage(files.error());
    }
    set_up_logging(shared->verbosity, shared->colour);
    return probe({*shared, options.paths, *files, options.tries_writing && !options.is_dry_run});
}

} // namespace permap::cli
