// SPDX-License-Identifier: Apache-2.0
// Options that mean the same in every command, as typed and as meant.
#pragma once

#include "base/jail.hpp"
#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/logging.hpp"
#include "codec/model.hpp"
#include "report/formats.hpp"
#include "report/progress.hpp"
#include "scanner/excludes.hpp"
#include "scanner/host_files.hpp"
#include "scanner/severity.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace permap::cli {

/// As typed.
struct SharedOptions {
    std::string format = "text";
    std::string output;
    std::string metrics;
    std::string fail_on = "medium";
    std::string progress = "auto";
    std::string colour = "auto";
    std::string safety = "auto";
    unsigned jobs = 0; ///< 0: as many as suit the work
    bool is_sorted = false;
    bool is_quiet = false;
    bool is_verbose = false;
};

/// As meant.
struct SharedConfig {
    const report::Format* format = nullptr;
    std::string output;  ///< empty: stdout
    std::string metrics; ///< empty: none
    report::FailOn fail_on;
    report::ShowProgress progress = report::ShowProgress::automatic;
    WhenToColour colour = WhenToColour::automatic;
    base::Safety safety = base::Safety::automatic;
    unsigned jobs = 0;
    Verbosity verbosity = Verbosity::normal;
    bool is_reproducible = false; ///< the report says nothing of this run, such as its time
    report::Sort sort = report::Sort::no;
};

/// A root as it was typed and as the kernel has it.
struct RootNames {
    std::string typed;
    std::string real;
};

/// --format, --sort, -o, --fail-on, --progress, --color, --safety, -j, -q, -v. `holds`: what the
/// command reports, and so what its formats have a place for.
void add_shared_options(CLI::App& app, SharedOptions& options,
                        report::Holds holds = report::Holds::findings);

/// The same for a command that prints no findings.
void add_entry_options(CLI::App& app, SharedOptions& options);

/// `holds`: what the command reports.
[[nodiscard]] base::Result<SharedConfig> resolve(const SharedOptions& options,
                                                 report::Holds holds = report::Holds::findings);

/// The model of this name; null for an empty one.
[[nodiscard]] base::Result<const codec::Model*> resolve_model(const std::string& name);

/// The value of an option that takes a severity.
[[nodiscard]] base::Result<scanner::Severity> resolve_severity(const char* option,
                                                               const std::string& text);

/// --host-files: this machine where none were named; their directory has to be there.
[[nodiscard]] base::Result<scanner::HostFiles> resolve_host_files(const std::string& directory);

/// "a, b, c" as an option that takes one of them says it: "a|b|c".
[[nodiscard]] std::string one_of(std::string names);

void add_exclude_option(CLI::App& app, std::vector<std::string>& patterns);

/// --exclude for the root that was named `typed`; `others` are further roots of the same command.
[[nodiscard]] base::Result<scanner::Excludes>
resolve_excludes(const std::vector<std::string>& patterns, const RootNames& root,
                 const std::vector<RootNames>& others = {});

/// --allow RULE[,RULE...]: every id must be a rule; naming one that does not fire is fine.
[[nodiscard]] base::Result<std::set<std::string, std::less<>>>
resolve_allowed(const std::vector<std::string>& ids);

/// Threads for a walk that reads, and for one that writes (DESIGN of the walk: system calls block
/// on cold disks; btrfs slows down with many writers).
[[nodiscard]] unsigned reading_jobs(const SharedConfig& config);
[[nodiscard]] unsigned writing_jobs(const SharedConfig& config);

/// Parses; nothing when the command may go on, else the exit status. Usage errors say what was
/// wrong and what to type, on stderr, without the whole help.
[[nodiscard]] std::optional<int> parse(CLI::App& app, Arguments arguments);

} // namespace permap::cli
