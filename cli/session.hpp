// SPDX-License-Identifier: Apache-2.0
// Session: what every command that walks a tree has around it: the report and where it goes, the
// progress display, the threads, and the way from results to an exit status.
#pragma once

#include "base/progress.hpp"
#include "cli/exit_status.hpp"
#include "cli/shared_options.hpp"
#include "cli/stop_signal.hpp"
#include "mapper/planner.hpp"
#include "mapper/replay.hpp"
#include "report/reporter.hpp"
#include "report/tally.hpp"
#include "scanner/audit.hpp"

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>

namespace permap::cli {

/// Passes all that a walk says on to the report, and counts problems. Any thread.
class Listener final : public scanner::AuditListener,
                       public mapper::PlanListener,
                       public mapper::ReplayListener {
public:
    /// Reporter and tally outlive the listener. `lists_changes`: each change is a record.
    Listener(report::Reporter& reporter, report::Tally& tally, bool lists_changes)
        : reporter_(reporter), tally_(tally), lists_changes_(lists_changes) {}

    void finding(scanner::Finding finding) override;
    void problem(scanner::Problem problem) override;
    void change(const std::string& path, const codec::Change& change) override;
    void changed(const std::string& path, const codec::Change& change) override;
    [[nodiscard]] bool hears_changes() const override { return lists_changes_; }
    void refused(const std::string& path, const std::string& reason) override;
    void unknown_name(const std::string& path) override;

    /// While undoing, unknown names are what was made since: reported as such.
    void set_undoing() { is_undoing_ = true; }

    /// Workers stop where the report cannot be written any more: for commands that only report.
    void set_useless_without_report(const StopSignal& stop) { stop_ = &stop; }

    [[nodiscard]] std::uint64_t problems() const { return problems_; }

private:
    void stop_if_useless();

    report::Reporter& reporter_;
    report::Tally& tally_;
    bool lists_changes_;
    bool is_undoing_ = false;          ///< set before the walk, read-only during
    const StopSignal* stop_ = nullptr; ///< likewise
    std::atomic<std::uint64_t> problems_{0};
};

class Session {
public:
    /// Opens the report; the only error is an output file that cannot be made.
    [[nodiscard]] static base::Result<std::unique_ptr<Session>>
    create(const SharedConfig& config, const StopSignal& stop, bool lists_changes);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    report::Reporter& reporter() { return *reporter_; }
    /// See Listener. Metrics are of use without a reader of the report.
    void stop_without_reader();
    void header(report::Header header); ///< begins the report
    Listener& listener() { return *listener_; }
    /// Counts findings on their way to the report.
    scanner::FindingSink& findings() { return *tally_; }
    base::Progress& progress() { return progress_; }
    [[nodiscard]] const std::atomic<bool>& stop() const { return stop_.flag(); }

    /// Runs `work` with this many threads. Thread limits are set here and nowhere else.
    void run_with(unsigned jobs, const std::function<void()>& work);

    /// Adds findings, problems and time to `summary`, prints the report and says how it ended:
    /// `otherwise`, or what is worse.
    [[nodiscard]] ExitStatus end(report::Summary summary, ExitStatus otherwise);

    /// Findings so far.
    [[nodiscard]] report::FindingCounts counts() const { return tally_->counts(); }

    /// Whether a finding is as bad as --fail-on or, if it is new, --fail-on-new says.
    [[nodiscard]] bool fails() const;

private:
    [[nodiscard]] base::Result<void> finish_report(); ///< also closes it
    /// Where they are wanted; says how the command ended.
    [[nodiscard]] ExitStatus write_metrics(const report::Summary& summary, ExitStatus status) const;

    Session(const SharedConfig& config, const StopSignal& stop) : config_(config), stop_(stop) {}

    const SharedConfig& config_;
    const StopSignal& stop_;
    std::FILE* file_ = nullptr; ///< owned where it is not stdout; none after `end`
    std::unique_ptr<report::Reporter> reporter_;
    std::unique_ptr<report::Tally> tally_;
    std::unique_ptr<Listener> listener_;
    base::Progress progress_;
    report::Header header_;
    std::optional<report::ProgressDisplay> display_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// Says on stderr why there is no jail, where nobody asked for less.
void log_safety(const base::Root& root, const SharedConfig& config);

/// Warns where it cannot be known whether a server uses the tree.
void log_unseen_servers(const scanner::Surroundings& around, const std::string& root);

/// Prints the error on stderr and returns the status for set-up errors.
ExitStatus fail_usage(const base::Error& error);

} // namespace permap::cli
