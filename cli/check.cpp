// SPDX-License-Identifier: Apache-2.0
// permap check: what changed in a tree since a baseline was taken of it, and what is not as a
// policy expects it.
#include "cli/baseline_update.hpp"
#include "cli/check_options.hpp"
#include "cli/check_sides.hpp"
#include "cli/command.hpp"
#include "cli/tree_source.hpp"
#include "cli/version.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "scanner/compare_manifests.hpp"
#include "scanner/drift.hpp"
#include "scanner/policy/judge.hpp"
#include "scanner/policy/judge_entries.hpp"
#include "scanner/tar_visit.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

void add_remarks(report::Summary& summary, const CheckConfig& config,
                 const scanner::Baseline& baseline, const scanner::ManifestComparison& compared) {
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

/// What nobody would miss: that nothing of it changed looks the same.
void log_lacking(const scanner::Baseline& baseline, const std::string& path) {
    using codec::ManifestField;
    constexpr std::array<std::pair<ManifestField, std::string_view>, 4> kWords = {
        {{ManifestField::kind, "kinds"},
         {ManifestField::mode, "modes"},
         {ManifestField::uid, "users"},
         {ManifestField::gid, "groups"}}};
    std::vector<std::string_view> missing;
    for (const auto& [field, word] : kWords) {
        if (baseline.lacking.has(field)) {
            missing.push_back(word);
        }
    }
    if (!missing.empty()) {
        spdlog::warn("no line of {} says anything of {}: they are not compared", base::quote(path),
                     fmt::join(missing, ", "));
    }
}

/// Where an audit's findings and problems go.
class AuditSink final : public scanner::AuditListener {
public:
    AuditSink(scanner::FindingSink& findings, Session& session)
        : findings_(findings), session_(session) {}

    void finding(scanner::Finding finding) override { findings_.add(std::move(finding)); }
    void problem(scanner::Problem problem) override {
        report_problem(session_, std::move(problem));
    }

private:
    scanner::FindingSink& findings_;
    Session& session_;
};

/// One check, from the walk to the last finding.
class Check {
public:
    Check(const CheckConfig& config, CheckSides& sides, Session& session)
        : config_(config), sides_(sides), session_(session) {
        if (config_.policy) {
            judge_.emplace(*config_.policy, config_.today, session.findings());
        }
    }

    /// Reads the tree: its entries go into the manifest, what an audit finds is held or reported.
    void read(TreeSource source);
    /// What drifted, what is not as expected, and what the audit found.
    base::Result<void> judge();

    report::Summary summary;

private:
    [[nodiscard]] bool has_baseline() const { return !config_.baseline.empty(); }
    /// Where findings end up, with what the policy says of them.
    [[nodiscard]] scanner::FindingSink& findings() {
        return judge_ ? static_cast<scanner::FindingSink&>(*judge_) : session_.findings();
    }
    /// Where the audit's findings go: with a baseline they wait until it has been compared.
    [[nodiscard]] scanner::FindingSink& audited() {
        return has_baseline() ? sides_.held : findings();
    }
    void walk(base::Root root, const std::vector<const scanner::Rule*>& rules);
    base::Result<void> compare();
    base::Result<void> judge_by_policy();

    const CheckConfig& config_;
    CheckSides& sides_;
    Session& session_;
    std::optional<scanner::Judge> judge_;
};

void Check::read(TreeSource source) {
    const std::vector<const scanner::Rule*> rules = config_.policy
                                                        ? scanner::audit_rules(*config_.policy)
                                                        : std::vector<const scanner::Rule*>();
    if (source.root) {
        walk(std::move(*source.root), rules);
        return;
    }
    read_manifest(source, sides_.excludes, sides_.request, sides_.is, session_, summary);
    scanner::audit_tar(source.tar->tree,
                       {.share = {.model = sides_.request.model},
                        .enabled = rules,
                        .identities = &config_.identities.identities},
                       sides_.excludes, audited());
    add_not_judged(source, rules, config_.identities.identities, summary);
}

void Check::walk(base::Root root, const std::vector<const scanner::Rule*>& rules) {
    RootWalk how = {.name = config_.source.path,
                    .cross_devices = config_.cross_devices,
                    .excludes = sides_.excludes,
                    .jobs = reading_jobs(config_.shared)};
    if (rules.empty()) {
        read_manifest(std::move(root), std::move(how), sides_.request, sides_.is, session_,
                      summary);
        return;
    }
    const scanner::Identities& who = config_.identities.identities;
    const scanner::AuditRequest request =
        prepare_audit(root, {.model = sides_.request.model}, rules, who, config_.cross_devices);
    if (std::ranges::count(rules, scanner::find_rule("server-running")) > 0) {
        log_unseen_servers(request.around, config_.source.path);
    }
    how.reach = request.reach;
    how.broad_groups = scanner::ids_of(who.broad_groups);
    AuditSink sink(audited(), session_);
    scanner::Audit audit(request, sink);
    read_manifest(std::move(root), std::move(how), sides_.request, sides_.is, session_, summary,
                  &audit);
    audit.finish();
    std::ranges::copy(audit.remarks(), std::back_inserter(summary.remarks));
    log_trouble(who);
}

base::Result<void> Check::compare() {
    scanner::DriftNotes sink(sides_.held, findings());
    PERMAP_TRY_ASSIGN(const scanner::ManifestComparison compared,
                      scanner::compare_manifests(sides_.was, sides_.is, sides_.excludes, sink));
    add_remarks(summary, config_, sides_.baseline, compared);
    return sides_.held.release(sides_.was, findings());
}

base::Result<void> Check::judge_by_policy() {
    PERMAP_TRY_ASSIGN(const std::vector<const scanner::Expectation*> unmatched,
                      scanner::judge_entries(*config_.policy,
                                             has_baseline() ? &sides_.was : nullptr, sides_.is,
                                             *judge_));
    if (session_.listener().problems() > 0) {
        return {}; // what could not be read may be what a waiver covers
    }
    for (const scanner::Expectation* const expected : unmatched) {
        if (!sides_.excludes.leaves_out(expected->path.text(), codec::Kind::directory)) {
            spdlog::warn("{}: no entry matches the expectation for {}, ignoring it",
                         base::escape(expected->where), base::quote(expected->path.text()));
        }
    }
    sides_.is.rewind();
    PERMAP_TRY_ASSIGN(const codec::ManifestEntry* const root, sides_.is.next());
    if (root != nullptr) {
        judge_->judge_waivers(*root, sides_.excludes, has_baseline());
    }
    return {};
}

base::Result<void> Check::judge() {
    if (has_baseline()) {
        PERMAP_TRY(compare());
    }
    return judge_ ? judge_by_policy() : base::Result<void>();
}

/// Writes the baseline anew where that was asked for and all of the tree could be read. False where
/// it stays as it was.
bool update(const CheckConfig& config, CheckSides& sides, Session& session,
            report::Summary& summary) {
    if (!config.updates) {
        return true;
    }
    base::Result<void> updated;
    if (session.listener().problems() > 0) {
        updated = base::fail_because("not all of the tree could be read");
    } else {
        updated = scanner::keep_unseen(sides.was, sides.is, sides.excludes);
    }
    if (updated) {
        updated = update_baseline(
            {.path = config.baseline,
             .format = sides.baseline.format,
             .header = manifest_header(config.source.path + config.source.root_tar, sides.request),
             .directories = summary.directories},
            sides.is, session.stop());
    }
    if (!updated) {
        spdlog::error("the baseline stays as it was: {}", base::to_text(updated.error()));
        return false;
    }
    summary.remarks.push_back(fmt::format("{} is written anew.", base::quote(config.baseline)));
    return true;
}

/// All that is looked for: drift, what the policy expects, and its rules of scan.
std::vector<const scanner::Rule*> looked_for(const TreeSource& source, const CheckConfig& config) {
    std::vector<const scanner::Rule*> rules;
    if (!config.baseline.empty()) {
        rules = scanner::drift_rules();
    }
    if (config.policy) {
        std::ranges::copy(scanner::rules_about(*config.policy), std::back_inserter(rules));
        const auto audited = scanner::audited(scanner::audit_rules(*config.policy));
        std::ranges::copy(judged_in(source, audited, config.identities.identities),
                          std::back_inserter(rules));
        std::erase_if(rules, [&](const scanner::Rule* rule) {
            const auto named = config.policy->rules.find(rule);
            return named != config.policy->rules.end() && !named->second.is_on;
        });
    }
    std::ranges::sort(rules); // they stand in one table
    return rules;
}

report::Header check_header(const TreeSource& source, const CheckConfig& config,
                            const scanner::SnapshotRequest& request) {
    return {.command = "check",
            .roots = {source.name},
            .model = std::string(request.model->name),
            .safety = safety_of(source),
            .version = kVersion,
            .view = to_text(request.view),
            .rules = looked_for(source, config)};
}

ExitStatus check(CheckConfig config) {
    const StopSignal stop;
    base::Result<TreeSource> source =
        open_source(config.source, config.shared.safety, config.cross_devices, stop.flag());
    if (!source) {
        return fail_usage(source.error());
    }
    base::Result<CheckSides> sides = load_sides(*source, config);
    if (!sides) {
        return fail_usage(sides.error());
    }
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    if (source->root) {
        log_safety(*source->root, config.shared);
    }
    if (config.policy || sides->baseline.has_names) { // somebody was looked up
        log_mistakes(config.identities);
    }
    log_lacking(sides->baseline, config.baseline);
    (*session)->header(check_header(*source, config, sides->request));

    Check check(config, *sides, **session);
    check.read(std::move(*source));
    bool is_updated = true;
    if (!(*session)->stop()) {
        const base::Result<void> judged = check.judge();
        if (!judged) {
            report_problem(**session, {".", judged.error()});
        }
        is_updated = update(config, *sides, **session, check.summary);
    }
    if (!is_updated || (*session)->listener().problems() > 0) {
        return (*session)->end(check.summary, ExitStatus::incomplete);
    }
    return (*session)->end(check.summary,
                           (*session)->fails() ? ExitStatus::findings : ExitStatus::clean);
}

} // namespace

ExitStatus run_check(Arguments arguments) {
    CheckOptions options;
    CLI::App app(
        "What changed in a tree since a baseline was taken of it (modes, owners, ACLs, kinds, "
        "links,\nentries that came or went), and what is not as a policy expects it. Fails when "
        "permissions\ngot worse.",
        "permap check");
    add_options(app, options);
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    options.has_fail_on = app.count("--fail-on") > 0;
    base::Result<CheckConfig> config = resolve(options);
    if (!config) {
        return fail_usage(config.error());
    }
    set_up_logging(config->shared.verbosity, config->shared.colour);
    return check(std::move(*config));
}

} // namespace permap::cli
