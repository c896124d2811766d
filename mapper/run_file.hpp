// SPDX-License-Identifier: Apache-2.0
// The run file: plan, old states and progress of one conversion, in SQLite. There is no other
// journal. Rows are durable before anything changes (WAL, synchronous=FULL). One RunFile writes,
// from one thread at a time; any number of RunReaders read, each from its own thread.
#pragma once

#include "base/sqlite.hpp"
#include "codec/model.hpp"
#include "mapper/record.hpp"
#include "mapper/root_identity.hpp"
#include "mapper/run_digest.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace permap::mapper {

/// Binds the three columns of an identity to the first three parameters.
base::Statement& bind_identity(base::Statement& statement, const codec::Identity& identity);

enum class RunState { planning, planned, applying, applied, undoing, undone };

[[nodiscard]] const char* to_text(RunState state);

/// What a complete plan comes to.
struct PlanCounts {
    std::uint64_t entries = 0;
    std::uint64_t to_change = 0;
    std::uint64_t left_alone = 0; ///< excluded, or kept by a blocker that was allowed

    [[nodiscard]] std::uint64_t unchanged() const { return entries - to_change - left_alone; }
    bool operator==(const PlanCounts&) const = default;
};

/// What a run is about; fixed once the plan is complete.
struct RunInfo {
    std::string id;           ///< 16 hexadecimal digits
    std::string version;      ///< of the permap that planned it
    std::int64_t created = 0; ///< seconds since 1970
    std::string root;         ///< absolute path, raw bytes
    RootIdentity root_identity;
    std::string from; ///< names of models
    std::string to;
    codec::HostPolicy policy;
    std::vector<std::string> allowed; ///< ids of the rules that --allow named
    bool maps_ids = false;            ///< ids become others on the way
    /// Begins the temporary names of this run; not guessable from outside.
    std::string temporary_prefix;
    PlanCounts counts = {};
    std::string plan_digest = {}; ///< what all rows of the plan add up to: `PlanDigest`
};

/// Where the directory of a batch is. Whole paths would make the file of a deep tree quadratic.
struct Place {
    std::uint64_t id = 0; ///< of the directory; 0 for the batch that holds the root alone
    std::uint64_t parent_id = 0;
    std::string name; ///< of the directory in its parent
};

/// One name of an inode with several.
struct LinkName {
    std::string directory; ///< path relative to the root
    Record record;
};

class RunFile {
public:
    /// Makes a new run file; one that exists is an error that says what to do with it.
    [[nodiscard]] static base::Result<RunFile> create(const std::string& path, const RunInfo& info);
    /// Opens a run file whose plan is complete. Reads all of it: one that was damaged is an error.
    [[nodiscard]] static base::Result<RunFile>
    open(const std::string& path, base::OpenMode mode = base::OpenMode::read_write);
    /// Removes the file of a plan that is of no use to anybody, with what SQLite keeps beside it.
    static void remove(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const RunInfo& info() const { return info_; }
    [[nodiscard]] RunState state() const { return state_; }
    [[nodiscard]] bool is_half_way() const {
        return state_ == RunState::applying || state_ == RunState::undoing;
    }
    /// Whether the file still says what it said when it was opened: another permap may have gone
    /// on with the run. To be asked under the lock of its root.
    [[nodiscard]] base::Result<bool> is_as_read();

    /// Entries of one directory; committed some rows later.
    [[nodiscard]] base::Result<void> add_batch(const Place& directory, std::string_view rows);
    [[nodiscard]] base::Result<void> add_link(const LinkName& name);
    /// The inode that took an entry's place: a hint for undo.
    [[nodiscard]] base::Result<void> add_made(const codec::Identity& made, const Record& record);

    /// The state of a directory that changed since the plan, before it is closed: it is opened to
    /// that state again. Durable on return.
    [[nodiscard]] base::Result<void> keep_state(const Record& record);
    /// Forgets one. Durable on return.
    [[nodiscard]] base::Result<void> forget_state(std::uint64_t directory_id);
    /// Forgets all kept states: no directory is closed.
    [[nodiscard]] base::Result<void> forget_kept_states();

    /// Writes the index by which undo finds moved entries, if it is not there yet.
    [[nodiscard]] base::Result<void> index_places();

    [[nodiscard]] base::Result<void> commit();
    /// Commits the plan with its final counts.
    [[nodiscard]] base::Result<void> finish_plan(const PlanCounts& counts);
    /// Durable on return.
    [[nodiscard]] base::Result<void> set_state(RunState state);

private:
    [[nodiscard]] base::Result<void> write_head();
    [[nodiscard]] base::Result<void> prepare();
    [[nodiscard]] base::Result<void> read_info();
    [[nodiscard]] base::Result<void> write_info(RunState state);
    [[nodiscard]] base::Result<void> count_row();

    std::string path_;
    RunInfo info_;
    RunState state_ = RunState::planning;
    base::Database database_;
    base::Statement insert_batch_;
    base::Statement insert_link_;
    base::Statement insert_made_;
    PlanDigest plan_digest_; ///< of the rows added so far
    int uncommitted_ = 0;
};

class RunReader {
public:
    [[nodiscard]] static base::Result<RunReader> open(const std::string& path);

    /// Numbers of the batches of one directory; 0 has the root's own record.
    [[nodiscard]] base::Result<std::vector<std::int64_t>> batches_of(std::uint64_t directory_id);
    [[nodiscard]] base::Result<std::vector<Record>> read_batch(std::int64_t batch);
    [[nodiscard]] base::Result<std::vector<std::int64_t>> all_batches();
    /// The path, relative to the root, of the directory that a batch belongs to.
    [[nodiscard]] base::Result<std::string> path_of_batch(std::int64_t batch);

    /// The numbers that inodes with several names had when planned.
    [[nodiscard]] base::Result<std::vector<codec::Identity>> link_groups();
    [[nodiscard]] base::Result<std::vector<LinkName>> names_of(const codec::Identity& identity);

    [[nodiscard]] base::Result<std::vector<Record>> kept_states();

    /// The record of this very inode, by the index, or of the entry whose replacement it is. A
    /// reused inode number is not enough: conversions free numbers that new files get.
    [[nodiscard]] base::Result<std::optional<Record>> find_inode(const codec::Identity& identity);

private:
    base::Database database_;
    base::Statement select_batches_;
    base::Statement select_batch_;
    base::Statement select_names_;
};

} // namespace permap::mapper
