// SPDX-License-Identifier: Apache-2.0
// KeptStates: what a run knows of objects that somebody changed since the plan. They are left as
// they were found, also by the runs that take this one up again.
#pragma once

#include "mapper/run_file.hpp"

#include <map>
#include <mutex>
#include <set>

namespace permap::mapper {

/// A directory is closed like any other and opened to the state in which it was found.
struct KeptState {
    codec::DiskState state;
    /// It has been opened to that state, durably: what differs from it now, somebody wanted so.
    bool is_open = false;
};

class KeptStates {
public:
    /// `mutex` guards the run file. Both outlive this.
    KeptStates(RunFile& run, std::mutex& mutex) : run_(run), mutex_(mutex) {}

    /// What the run file says. The others: any thread, but one alone for each object.
    [[nodiscard]] base::Result<void> load(RunReader& reader);

    /// Nullptr for a directory that is none of these; else valid until `keep` or `forget` of it.
    [[nodiscard]] const KeptState* find(const Record& directory);
    /// Durable on return: before the directory is closed.
    [[nodiscard]] base::Result<void> keep(const Record& directory, const codec::DiskState& now);
    /// It is a directory like others again. Durable on return.
    [[nodiscard]] base::Result<void> forget(const Record& directory);

    /// The directory is open to the state that was kept, but nothing durable yet.
    void note_opened(const Record& directory);
    [[nodiscard]] bool has_opened();
    /// Durable on return. Call it when what is open is durable, too.
    [[nodiscard]] base::Result<void> keep_opened();

    /// Whether a file was refused before: it may look like one on its way now.
    [[nodiscard]] bool has_file(const Record& file);
    [[nodiscard]] base::Result<void> keep_file(const Record& file);

private:
    struct Directory {
        Record row;
        KeptState kept;
    };

    RunFile& run_; ///< guarded by mutex_, as is the rest
    std::mutex& mutex_;
    std::map<std::uint64_t, Directory> directories_; ///< by directory number
    std::set<std::uint64_t> opened_;                 ///< of those, since the load
    std::set<codec::Identity> files_;
};

} // namespace permap::mapper
