// SPDX-License-Identifier: Apache-2.0
// The first and the last steps of a run on the root of its tree: mark and begin, unmark and end.
// What lies between is the replay's.
#pragma once

#include "mapper/mark.hpp"
#include "mapper/run_file.hpp"
#include "mapper/settle.hpp"

#include <cstdint>

namespace permap::mapper {

/// All of it outlives this. `root` is the open root directory.
class RunEnds {
public:
    RunEnds(const Disk& disk, RunFile& run, const Task& task)
        : disk_(disk), run_(run), task_(task) {}

    /// Marks the root, and the run says that it has begun. If it fails nothing has changed, and
    /// the mark goes again: no tree says that it is half way when the run says that it is not.
    [[nodiscard]] base::Result<void> start(int root) const;

    /// Unmarks the root, and the run says that it is complete. Flags on the root come after its
    /// mark is gone and before the run calls itself complete: a kill in between is finished by the
    /// same call.
    [[nodiscard]] base::Result<void> end(int root, std::uint32_t root_flags) const;

    /// A run that was killed between its last commit and unmarking is complete, but for the mark.
    [[nodiscard]] base::Result<void> remove_own_mark(int root) const;

private:
    [[nodiscard]] base::Result<void> begin() const;
    [[nodiscard]] base::Result<void> mark_and_begin(int root) const;
    [[nodiscard]] base::Result<void> remove_flags_and_mark(int root) const;
    [[nodiscard]] base::Result<void> thaw_and_mark(int root, std::uint32_t flags) const;
    [[nodiscard]] MarkedRun marked() const;

    const Disk& disk_;
    RunFile& run_;
    const Task& task_;
};

} // namespace permap::mapper
