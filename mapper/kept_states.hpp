// SPDX-License-Identifier: Apache-2.0
// KeptStates: how a run found what is to be left as it was: directories and files that somebody
// changed since the plan, and directories made since. Attempts that take the run up again know it.
#pragma once

#include "mapper/run_file.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace permap::mapper {

/// A directory is closed like any other and opened to the state in which it was found.
struct KeptState {
    codec::DiskState state;
    base::Timestamp atime;
    base::Timestamp mtime;
    /// It has been opened to that state, durably: what differs from it now, somebody wanted so.
    bool is_open = false;
};

/// Stands for a directory that the plan does not know.
[[nodiscard]] Record record_of_unknown(const codec::Facts& facts);

/// Some 150 bytes for each directory. Any thread, but one alone for each object.
class KeptStates {
public:
    /// `mutex` guards the run file. Both outlive this.
    KeptStates(RunFile& run, std::mutex& mutex) : run_(run), mutex_(mutex) {}

    /// What the run file says.
    [[nodiscard]] base::Result<void> load(RunReader& reader);

    /// Nothing for a directory that is none of these.
    [[nodiscard]] std::optional<KeptState> find(const Record& directory);
    /// Whether there are some that the plan does not know.
    [[nodiscard]] bool has_unknown();
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
    RunFile& run_; ///< guarded by mutex_, as is the rest
    std::mutex& mutex_;
    std::map<std::uint64_t, std::string> rows_; ///< packed, by directory number
    std::set<std::uint64_t> opened_;            ///< of those, in this attempt
    std::set<codec::Identity> files_;
};

} // namespace permap::mapper
