// SPDX-License-Identifier: Apache-2.0
#include "cli/check_options.hpp"

#include "cli/manifest.hpp"
#include "cli/text_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace permap::cli {
namespace {

/// The only place where check asks for the time. UTC, so that a team in several zones agrees.
base::Result<std::chrono::year_month_day> resolve_today(const std::string& text) {
    if (text.empty()) {
        return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    }
    const std::optional<std::chrono::year_month_day> day = scanner::parse_day(text);
    if (!day) {
        return base::fail_because("--today takes a day that exists, such as 2026-12-31", text);
    }
    return *day;
}

base::Result<void> resolve_failing(const CheckOptions& options, CheckConfig& config) {
    report::FailOn& fail_on = config.shared.fail_on;
    if (!options.fail_on_new.empty()) {
        if (options.baseline.empty()) {
            return base::fail_because(
                "--fail-on-new needs --baseline FILE: without one all is new");
        }
        PERMAP_TRY_ASSIGN(fail_on.fresh, resolve_severity("--fail-on-new", options.fail_on_new));
        fail_on.any = options.has_fail_on ? fail_on.any : std::nullopt;
    }
    if (config.updates) {
        fail_on = {.any = std::nullopt}; // the baseline has all of it then
    }
    return {};
}

base::Result<void> resolve_policy(const CheckOptions& options, CheckConfig& config) {
    if (options.policy.empty()) {
        return {};
    }
    PERMAP_TRY_ASSIGN(const std::string text, read_text_file(options.policy));
    PERMAP_TRY_ASSIGN(config.policy, scanner::parse_policy(text, options.policy));
    return {};
}

} // namespace

void add_options(CLI::App& app, CheckOptions& options) {
    add_options(app, options.source);
    app.add_option(
           "--baseline", options.baseline,
           "what to compare with: a snapshot (mtree or ndjson), another program's mtree(5), or "
           "the file of a run, which verifies a conversion")
        ->type_name("FILE");
    app.add_flag("--update", options.updates,
                 "write the baseline anew, as the tree is now; findings do not fail then")
        ->needs("--baseline");
    app.add_option("--policy", options.policy,
                   "what is expected of the tree, which rules apply, and waivers: permap-policy(5)")
        ->type_name("FILE");
    app.add_option("--fail-on-new", options.fail_on_new,
                   "exit with 1 for findings of this severity or worse that the baseline does not "
                   "have; --fail-on is none then, unless it is given, too")
        ->type_name("SEVERITY");
    app.add_option("--today", options.today,
                   "the day on which waivers are judged, YYYY-MM-DD; without it, today (UTC)")
        ->type_name("DAY");
    app.add_option("--view", options.view, "whose view is compared; without it, the baseline's")
        ->type_name("guest|host");
    app.add_option("--model", options.model,
                   "how the tree stores the guest's view; without it, the baseline's")
        ->type_name("MODEL");
    add_exclude_option(app, options.excludes);
    add_options(app, options.reading, "leave the baseline as it is, also with --update");
    add_options(app, options.identities);
    add_shared_options(app, options.shared);
}

base::Result<CheckConfig> resolve(const CheckOptions& options) {
    CheckConfig config;
    if (options.baseline.empty() && options.policy.empty()) {
        return base::fail_because("nothing to check against: give --baseline FILE (permap snapshot "
                                  "makes one), --policy FILE, or both");
    }
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared));
    config.updates = options.updates && !options.reading.is_dry_run;
    PERMAP_TRY(resolve_failing(options, config));
    PERMAP_TRY_ASSIGN(config.today, resolve_today(options.today));
    PERMAP_TRY(resolve_policy(options, config));
    PERMAP_TRY_ASSIGN(config.identities,
                      resolve(options.identities, options.source.root_tar.empty()
                                                      ? HostAccounts::of_this_machine
                                                      : HostAccounts::where_given));
    config.is_other_host = !options.identities.host_files.empty();
    config.source = options.source;
    config.baseline = options.baseline;
    config.excludes = options.excludes;
    config.cross_devices = resolve(options.reading);
    if (!options.view.empty()) {
        PERMAP_TRY_ASSIGN(config.view, parse_view(options.view));
    }
    PERMAP_TRY_ASSIGN(config.model, resolve_model(options.model));
    return config;
}

} // namespace permap::cli
