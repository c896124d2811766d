// SPDX-License-Identifier: Apache-2.0
// A conversion in process, as the program makes one, with what it says kept in memory and with
// faults where a test wants them.
#pragma once

#include "mapper/planner.hpp"
#include "mapper/replay.hpp"
#include "mapper/run_file.hpp"
#include "tests/support/failing_fs.hpp"

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace permap::tests {

/// Keeps what it hears, as text.
class RecordingListener final : public mapper::PlanListener, public mapper::ReplayListener {
public:
    void finding(scanner::Finding finding) override;
    void problem(scanner::Problem problem) override;
    void change(const std::string& path, const codec::Change& change) override;
    void changed(const std::string& path, const codec::Change& change) override;
    [[nodiscard]] bool hears_changes() const override { return true; }
    void refused(const std::string& path, const std::string& reason) override;
    void unknown_name(const std::string& path) override;

    /// To be read when nobody reports any more.
    std::multiset<std::string> findings; ///< `rule path`
    std::multiset<std::string> problems; ///< as errors are printed
    std::multiset<std::string> changes;  ///< paths, planned or made
    std::multiset<std::string> refusals; ///< `path: reason`
    std::multiset<std::string> unknown;  ///< paths

private:
    void keep(std::multiset<std::string>& list, std::string text);

    std::mutex mutex_; ///< guards the lists
};

struct ConversionRequest {
    std::string root;
    std::string run_path;
    std::string from = "passthrough";
    std::string to = "mapped-xattr";
    codec::HostPolicy policy = {};
    std::set<std::string, std::less<>> allowed = {};
    std::vector<std::string> excludes = {};
};

struct PlannedRun {
    mapper::RunFile run;
    mapper::PlanTotals totals;
};

/// Pass 1: a new run file with the plan for the tree.
[[nodiscard]] base::Result<PlannedRun> plan_run(const ConversionRequest& request,
                                                RecordingListener& listener);

/// Counts, and faults, for the two halves of the system-call layer.
struct Faults {
    FaultCounter writes = FaultCounter{};
    FaultCounter reads = FaultCounter{};
};

struct Replayed {
    mapper::ReplayTotals totals;
    bool is_complete = false;
};

/// Pass 2, as `mapper::perform` does it, but without its lock and by one thread: the n-th call is
/// always the same one.
[[nodiscard]] base::Result<Replayed> replay_run(mapper::RunFile& run, mapper::Direction direction,
                                                Faults& faults, RecordingListener& listener);

/// What that would meet, with faults of reading.
[[nodiscard]] base::Result<mapper::ReplayTotals> rehearse_run(mapper::RunFile& run,
                                                              mapper::Direction direction,
                                                              Faults& faults,
                                                              RecordingListener& listener);

} // namespace permap::tests
