// SPDX-License-Identifier: Apache-2.0
// A walk whose visitor keeps what it is given, for tests of the walker.
#pragma once

#include "base/linux_fs.hpp"
#include "scanner/walker.hpp"
#include "tests/support/scratch_directory.hpp"

#include <algorithm>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

namespace permap::scanner {

/// Keeps names and problems; own synchronisation.
class RecordingVisitor final : public Visitor {
public:
    /// Called with each batch, before the walk goes on; any thread.
    using OnBatch = std::function<void(const Directory&, std::span<Entry>)>;

    RecordingVisitor() = default;
    explicit RecordingVisitor(OnBatch on_batch) : on_batch_(std::move(on_batch)) {}

    void visit_root(const Directory& root, Entry& entry) override { keep(root, {&entry, 1}); }

    void visit(const Directory& directory, int /*dirfd*/, std::span<Entry> entries) override {
        keep(directory, entries);
        if (on_batch_) {
            on_batch_(directory, entries);
        }
    }

    void problem(Problem problem) override {
        const std::lock_guard lock(mutex_);
        problems.push_back(problem.path + ": " + problem.error.code.message());
    }

    bool partly_read(Problem problem) override {
        this->problem(std::move(problem));
        return visits_what_is_known;
    }

    [[nodiscard]] std::vector<std::string> sorted_paths() const {
        std::vector<std::string> sorted = paths;
        std::ranges::sort(sorted);
        return sorted;
    }

    bool visits_what_is_known = false; ///< set before the walk

    // To be read when the walk is over.
    std::vector<std::string> paths; ///< in the order of the walk
    std::vector<std::string> mount_points;
    std::vector<std::string> excluded;
    std::vector<std::string> problems; ///< `path: message`
    std::vector<std::size_t> batches;  ///< entries of each

private:
    void keep(const Directory& directory, std::span<Entry> entries) {
        const std::lock_guard lock(mutex_);
        batches.push_back(entries.size());
        for (const Entry& entry : entries) {
            paths.push_back(directory.path_of(entry.name));
            if (entry.is_mount_point) {
                mount_points.push_back(paths.back());
            }
            if (entry.is_excluded) {
                excluded.push_back(paths.back());
            }
        }
    }

    OnBatch on_batch_;
    std::mutex mutex_;
};

struct WalkSetting {
    int jobs = 2;
    std::size_t descriptors = 100;
    WalkOptions options = {};
};

/// Walks the scratch directory at the dirfd level, as any user can.
inline base::Result<WalkTotals> walk_scratch(const tests::Workplace& scratch,
                                             RecordingVisitor& visitor,
                                             const WalkSetting& setting = {}) {
    const base::LinuxReader reader(base::SafetyLevel::dirfd);
    Tree tree = {reader, DescriptorBudget(setting.descriptors)};
    base::Progress progress;
    const std::atomic<bool> stop = false;
    const tbb::global_control threads(tbb::global_control::max_allowed_parallelism,
                                      static_cast<std::size_t>(setting.jobs));
    base::Result<WalkTotals> totals;
    tbb::task_arena(setting.jobs).execute([&] {
        totals = walk(tree, scratch.open(), {}, setting.options, visitor, progress, stop);
    });
    return totals;
}

} // namespace permap::scanner
