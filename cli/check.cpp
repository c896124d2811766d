// SPDX-License-Identifier: Apache-2.0
// permap check: what changed in a tree since a baseline was taken of it.
#include "cli/command.hpp"
#include "cli/manifest.hpp"
#include "cli/version.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "mapper/run_baseline.hpp"
#include "scanner/baseline/baseline.hpp"
#include "scanner/compare_manifests.hpp"
#include "scanner/drift.hpp"

#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::cli {
namespace {

using scanner::Baseline;
using scanner::BaselineFormat;

struct CheckOptions {
    SharedOptions shared;
    std::string path;
    std::string baseline;
    std::string model;
    std::string view;
    std::vector<std::string> excludes;
    bool updates = false;
    bool crosses_devices = false;
    bool stays_on_device = false; ///< the default, accepted for uniformity
    bool is_dry_run = false;      ///< likewise: check never writes to a tree
};

struct CheckConfig {
    SharedConfig shared;
    std::string path;
    std::string baseline;
    const codec::Model* model = nullptr;       ///< null where none was named
    std::optional<scanner::SnapshotView> view; ///< likewise
    std::vector<std::string> excludes;
    bool updates = false;
    scanner::CrossDevices cross_devices = scanner::CrossDevices::no;
};

void add_options(CLI::App& app, CheckOptions& options) {
    app.add_option("PATH", options.path, "the directory")->required();
    app.add_option(
           "--baseline", options.baseline,
           "what to compare with: a snapshot (mtree or ndjson), another program's mtree(5), or "
           "the file of a run, which verifies a conversion")
        ->type_name("FILE")
        ->required();
    app.add_flag("--update", options.updates,
                 "write the baseline anew, as the tree is now; findings do not fail then");
    app.add_option("--view", options.view, "whose; without it, the baseline's")
        ->type_name("guest|host");
    app.add_option("--model", options.model,
                   "how the tree stores the guest's view; without it, the baseline's")
        ->type_name("MODEL");
    add_exclude_option(app, options.excludes);
    app.add_flag("--cross-device", options.crosses_devices, "also file systems mounted below");
    app.add_flag("-x", options.stays_on_device, "stay on one file system: the default")
        ->excludes("--cross-device");
    app.add_flag("--dry-run,-n", options.is_dry_run, "accepted everywhere: check never writes");
    add_shared_options(app, options.shared);
}

base::Result<CheckConfig> resolve(const CheckOptions& options) {
    CheckConfig config;
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared));
    config.path = options.path;
    config.baseline = options.baseline;
    config.excludes = options.excludes;
    config.updates = options.updates && !options.is_dry_run;
    config.cross_devices =
        options.crosses_devices ? scanner::CrossDevices::yes : scanner::CrossDevices::no;
    if (!options.view.empty()) {
        PERMAP_TRY_ASSIGN(config.view, parse_view(options.view));
    }
    PERMAP_TRY_ASSIGN(config.model, resolve_model(options.model));
    return config;
}

base::Result<Baseline> load_baseline(const CheckConfig& config, scanner::ManifestSpool& into) {
    PERMAP_TRY_ASSIGN(const BaselineFormat format, scanner::baseline_format(config.baseline));
    if (format != BaselineFormat::run) {
        return scanner::read_baseline(config.baseline, into);
    }
    if (config.updates) {
        return base::fail_because("is the file of a run: --update writes snapshots only",
                                  config.baseline);
    }
    return mapper::read_run_baseline(config.baseline, into);
}

/// What the tree is compared as: what was asked for, else what the baseline says.
base::Result<scanner::SnapshotRequest>
settle_request(const base::Root& root, const CheckConfig& config, const Baseline& baseline) {
    scanner::SnapshotRequest request;
    request.has_inodes = baseline.has_inodes;
    const codec::Model* named = config.model;
    if (named == nullptr && !baseline.model.empty()) {
        PERMAP_TRY_ASSIGN(named, resolve_model(baseline.model));
    }
    PERMAP_TRY_ASSIGN(request.model, settle_model(root, named));
    if (config.view) {
        request.view = *config.view;
    } else if (!baseline.view.empty()) {
        PERMAP_TRY_ASSIGN(request.view, parse_view(baseline.view));
    }
    return request;
}

void add_remarks(report::Summary& summary, const CheckConfig& config, const Baseline& baseline,
                 const scanner::ManifestComparison& compared) {
    summary.remarks.push_back(fmt::format(
        "Compared with {}: {}, of which {}.", base::quote(config.baseline),
        base::counted(baseline.entries, "entry", "entries"),
        compared.drifted == 0 ? "none changed"
                              : fmt::format("{} changed, came or went", compared.drifted)));
    if (!baseline.has_acls) {
        summary.remarks.push_back(
            "The baseline has no place for ACLs and capabilities, so they were "
            "not compared: --format ndjson has one.");
    }
    if (baseline.problems > 0) {
        summary.remarks.push_back(
            fmt::format("The baseline lacks what could not be read when it was "
                        "taken: {}.",
                        base::counted(baseline.problems, "entry", "entries")));
    }
}

/// Closes and removes what was not finished.
class NewFile {
public:
    explicit NewFile(std::string path) : path_(std::move(path)) {}
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (stream_ != nullptr) {
            std::fclose(stream_);
            ::unlink(temporary_.c_str());
        }
    }

    [[nodiscard]] base::Result<std::FILE*> open() {
        temporary_ = path_ + ".XXXXXX";
        const int fd = ::mkstemp(temporary_.data());
        struct stat old {};
        if (fd < 0 || ::stat(path_.c_str(), &old) != 0 || ::fchmod(fd, old.st_mode & 07777) != 0) {
            return base::fail(errno, "create", temporary_);
        }
        stream_ = ::fdopen(fd, "w");
        return stream_;
    }

    [[nodiscard]] base::Result<void> put_in_place() {
        if (std::fflush(stream_) != 0 || ::fsync(::fileno(stream_)) != 0 ||
            std::rename(temporary_.c_str(), path_.c_str()) != 0) {
            return base::fail(errno, "write", path_);
        }
        std::fclose(stream_);
        stream_ = nullptr;
        return {};
    }

private:
    std::string path_;
    std::string temporary_;
    std::FILE* stream_ = nullptr;
};

/// The baseline anew in its own format, whole or not at all.
base::Result<void> update(const CheckConfig& config, const Baseline& baseline,
                          const scanner::SnapshotRequest& request, scanner::ManifestSpool& tree,
                          const std::atomic<bool>& stop) {
    NewFile file(config.baseline);
    PERMAP_TRY_ASSIGN(std::FILE* const stream, file.open());
    const char* const name = baseline.format == BaselineFormat::ndjson ? "ndjson" : "mtree";
    const report::Format* const format = report::find_format(name, report::Holds::entries);
    const std::unique_ptr<report::Reporter> reporter = format->make(stream, {});
    reporter->header(manifest_header(config.path, request));
    report::Summary summary;
    PERMAP_TRY_ASSIGN(summary.entries, write_entries(tree, *reporter, stop));
    if (stop) {
        return base::fail(EINTR, "write", config.baseline);
    }
    reporter->summary(summary);
    PERMAP_TRY(reporter->finish());
    return file.put_in_place();
}

/// Both sides of the comparison, and what they are.
struct Loaded {
    scanner::ManifestSpool was;
    scanner::ManifestSpool is;
    Baseline baseline;
    scanner::SnapshotRequest request;
    scanner::Excludes excludes;
};

base::Result<Loaded> load(const base::Root& root, const CheckConfig& config) {
    PERMAP_TRY_ASSIGN(scanner::ManifestSpool was, scanner::ManifestSpool::create());
    PERMAP_TRY_ASSIGN(scanner::ManifestSpool is, scanner::ManifestSpool::create());
    PERMAP_TRY_ASSIGN(Baseline baseline, load_baseline(config, was));
    PERMAP_TRY_ASSIGN(const scanner::SnapshotRequest request,
                      settle_request(root, config, baseline));
    PERMAP_TRY_ASSIGN(scanner::Excludes excludes,
                      resolve_excludes(config.excludes, {config.path, root.real_path}));
    return Loaded{std::move(was), std::move(is), std::move(baseline), request, std::move(excludes)};
}

void compare(Loaded& loaded, const CheckConfig& config, Session& session,
             report::Summary& summary) {
    const base::Result<scanner::ManifestComparison> compared =
        scanner::compare_manifests(loaded.was, loaded.is, loaded.excludes, session.findings());
    if (!compared) {
        report_problem(session, {".", compared.error()});
        return;
    }
    add_remarks(summary, config, loaded.baseline, *compared);
    if (!config.updates) {
        return;
    }
    if (session.listener().problems() > 0) {
        spdlog::error("the baseline stays as it was: not all of the tree could be read");
        return;
    }
    const base::Result<void> updated =
        update(config, loaded.baseline, loaded.request, loaded.is, session.stop());
    if (!updated) {
        report_problem(session, {".", updated.error()});
    } else {
        summary.remarks.push_back(fmt::format("{} is written anew.", base::quote(config.baseline)));
    }
}

ExitStatus check(const CheckConfig& config) {
    const StopSignal stop;
    base::Result<base::Root> root =
        open_to_read(config.path, config.shared.safety, config.cross_devices);
    if (!root) {
        return fail_usage(root.error());
    }
    base::Result<Loaded> loaded = load(*root, config);
    if (!loaded) {
        return fail_usage(base::with_path(loaded.error(), config.path));
    }
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    log_safety(*root, config.shared);
    (*session)->header({.command = "check",
                        .roots = {config.path},
                        .model = std::string(loaded->request.model->name),
                        .safety = base::to_text(root->level),
                        .version = kVersion,
                        .view = to_text(loaded->request.view),
                        .rules = scanner::drift_rules()});
    report::Summary summary;
    read_manifest(std::move(*root),
                  {.name = config.path,
                   .cross_devices = config.cross_devices,
                   .excludes = loaded->excludes,
                   .jobs = reading_jobs(config.shared)},
                  loaded->request, loaded->is, **session, summary);
    if (!(*session)->stop()) {
        compare(*loaded, config, **session, summary);
    }
    if ((*session)->listener().problems() > 0) {
        return (*session)->end(summary, ExitStatus::incomplete);
    }
    const bool fails = (*session)->fails() && !config.updates;
    return (*session)->end(summary, fails ? ExitStatus::findings : ExitStatus::clean);
}

} // namespace

ExitStatus run_check(Arguments arguments) {
    CheckOptions options;
    CLI::App app(
        "What changed in a tree since a baseline was taken of it: modes, owners, ACLs, kinds, "
        "links,\nand entries that came or went. Fails when permissions got worse.",
        "permap check");
    add_options(app, options);
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const base::Result<CheckConfig> config = resolve(options);
    if (!config) {
        return fail_usage(config.error());
    }
    set_up_logging(config->shared.verbosity, config->shared.colour);
    return check(*config);
}

} // namespace permap::cli
