// SPDX-License-Identifier: Apache-2.0
// Replay: pass 2 of a conversion, from the rows of the run file. Three rounds over the tree:
//
//   close  top-down: every directory becomes the runner's alone; then, once, it is listed and
//          compared with its rows, and replacements are built under temporary names
//   groups all names of inodes with several, one inode at a time (after one syncfs)
//   work   files are settled; a directory is opened, deepest first, when all below it is done
//
// The root stays closed until the caller opens it with `open_root`.
#pragma once

#include "base/progress.hpp"
#include "mapper/run_file.hpp"
#include "mapper/settle.hpp"
#include "scanner/directory.hpp"
#include "scanner/problem.hpp"

#include <atomic>
#include <memory>

namespace permap::mapper {

/// Hears what happens; called from many threads.
class ReplayListener {
public:
    virtual ~ReplayListener() = default;
    virtual void changed(const std::string& path, const codec::Change& change) = 0;
    /// Whether `changed` is listened to: paths of deep trees are costly to make.
    [[nodiscard]] virtual bool hears_changes() const = 0;
    /// Left alone because it is not what was planned.
    virtual void refused(const std::string& path, const std::string& reason) = 0;
    /// A name that the plan does not know.
    virtual void unknown_name(const std::string& path) = 0;
    virtual void problem(scanner::Problem problem) = 0;
};

struct ReplayTotals {
    std::uint64_t directories = 0;
    std::uint64_t changed = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    std::uint64_t unknown = 0;    ///< names without a row
    std::uint64_t left_alone = 0; ///< excluded and the like, by the plan
};

/// What a replay works with; all of it outlives the replay.
struct ReplaySetting {
    const Disk& disk;
    const Task& task;
    RunFile& run; ///< written only between rounds and for hints
    scanner::Tree& tree;
    ReplayListener& listener;
    base::Progress& progress;
    const std::atomic<bool>& stop;
};

class ReplayRounds;

class Replay {
public:
    /// `root` is the open root directory.
    Replay(const ReplaySetting& setting, base::Fd root);
    ~Replay();

    /// Each round runs in the current task arena. An error ends the run half way.
    [[nodiscard]] base::Result<void> close_and_prepare();
    [[nodiscard]] base::Result<void> settle_groups();
    [[nodiscard]] base::Result<void> work_and_open();
    /// Gives the root its final state, but for its flags.
    [[nodiscard]] base::Result<void> open_root();
    /// What must be set on the root after its mark is gone: kImmutable, kAppendOnly.
    [[nodiscard]] std::uint32_t root_flags() const;

    [[nodiscard]] ReplayTotals totals() const;

private:
    std::unique_ptr<ReplayRounds> rounds_;
};

} // namespace permap::mapper
