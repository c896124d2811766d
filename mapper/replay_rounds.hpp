// SPDX-License-Identifier: Apache-2.0
// The inside of a replay, shared by its rounds; see replay.hpp for what the rounds are.
#pragma once

#include "mapper/kept_states.hpp"
#include "mapper/present_names.hpp"
#include "mapper/replay.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for_each.h>

namespace permap::mapper {

/// A directory during one round.
struct Node {
    Node() = default;
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    std::shared_ptr<Node> parent; ///< null for the root
    std::shared_ptr<const scanner::Directory> directory;
    /// Nothing for a directory that the plan does not know (undo looks into those, too).
    std::optional<Record> record;
    /// Batches and children not finished, and one for the node's own listing.
    std::atomic<int> pending{1};
    /// Something inside was replaced, so its times have to be put back.
    std::atomic<bool> is_touched{false};
    /// It or a directory above it is not where it was planned: undo finds it by its inode.
    bool is_moved = false;
    /// Of one that the plan does not know: it is closed like the others.
    std::atomic<bool> is_closed{false};
};
using NodePtr = std::shared_ptr<Node>;

/// A directory still to be entered (batch 0), or one batch of its rows still to be settled.
struct RoundItem {
    NodePtr node;
    std::int64_t batch = 0;
};
using RoundFeeder = tbb::feeder<RoundItem>;

class ReplayRounds {
public:
    ReplayRounds(const ReplaySetting& setting, base::Fd root);

    [[nodiscard]] base::Result<void> close_and_prepare();
    [[nodiscard]] base::Result<void> settle_groups();
    [[nodiscard]] base::Result<void> work_and_open();
    [[nodiscard]] base::Result<void> open_root();
    [[nodiscard]] std::uint32_t root_flags();
    [[nodiscard]] ReplayTotals totals() const;

private:
    using Visit = void (ReplayRounds::*)(const RoundItem&, RoundFeeder&);
    using UseRecord = std::function<void(const Record&, const std::string& name)>;
    using UseUnknown = std::function<void(const PresentNames::Name&)>;

    // Shared by the rounds (replay_rounds.cpp).
    [[nodiscard]] base::Result<void> load();
    [[nodiscard]] base::Result<void> run_round(Visit visit);
    [[nodiscard]] RunReader* reader();
    [[nodiscard]] bool is_stopped() const;
    void end_run(base::Error error);
    void fail(const std::string& path, base::Error error);
    /// `name` is an entry of the directory, or "." for the directory itself.
    void count(const scanner::Directory& directory, const std::string& name,
               const Settled& settled);
    void count(const std::string& path, const Settled& settled);
    void skip(const Node& node);
    void leave_closed(const Node& node, const base::Error& error);
    void leave_out(const Node& node);
    [[nodiscard]] bool is_skipped(const Node& node);
    /// Somebody made entries in it since the plan: its times are his.
    void note_added_to(const Node& node);
    [[nodiscard]] bool was_added_to(const Node& node);
    /// Stricter with a file that was refused before: it may look like one on its way now.
    [[nodiscard]] const Task& task_for(const Record& record);
    /// Where it was left alone for being another one or changed.
    void note_refused(const Record& record, Outcome outcome);
    /// A name that the plan does not know.
    void count_unknown(const std::string& path);
    [[nodiscard]] NodePtr make_child(const NodePtr& parent, std::optional<Record> record,
                                     const std::string& name);
    /// Brings rows and present names together: by name, and when undoing also by inode. Fails where
    /// the run file cannot be read.
    [[nodiscard]] base::Result<void> match(const Node& node, int fd, PresentNames& present,
                                           const UseRecord& use, const UseUnknown& unknown);
    [[nodiscard]] bool is_hidden(const Node& node, int fd, const std::string& name);
    void clear_abandoned(const Node& node, int fd, const Record& record);
    [[nodiscard]] bool is_temporary(const PresentNames::Name& name) const;
    /// The facts of a directory with what the models of the run keep beside it.
    [[nodiscard]] base::Result<codec::Facts> read_directory_facts(const Node& node, int fd);
    [[nodiscard]] bool belongs(int fd, const Record& record,
                               const PresentNames::Name& present) const;
    [[nodiscard]] base::Result<std::optional<Record>> find_moved(int dirfd,
                                                                 const std::string& name);

    // Round 1 (replay_close.cpp).
    void close(const RoundItem& item, RoundFeeder& feeder);
    void leave_unopened(const Node& node, const base::Error& error);
    void leave_unlisted(const Node& node, const base::Error& error);
    [[nodiscard]] bool close_directory(const Node& node, int fd);
    [[nodiscard]] bool is_beside_expected(const Node& node, const codec::DiskState& now);
    /// Metadata that came after the plan and belongs to no entry would be the truth about a later
    /// one.
    void report_orphans(const Node& node, int fd);
    void prepare_beside(const Node& node, int fd, const Record& record, const std::string& name);
    [[nodiscard]] base::Result<bool> settle_kept(const Record& record, const codec::DiskState& now);
    [[nodiscard]] bool is_between(const KeptState& kept, const codec::DiskState& now) const;
    void prepare(const NodePtr& node, int fd, const Record& record, const std::string& name,
                 bool is_moved, RoundFeeder& feeder);
    void report_unknown(const NodePtr& node, int fd, const PresentNames::Name& name,
                        RoundFeeder& feeder);
    [[nodiscard]] base::Result<void> note_made(const codec::Identity& made, const Record& record);
    [[nodiscard]] base::Result<void> prepare_groups();
    void prepare_group(const std::vector<LinkName>& names);
    [[nodiscard]] base::Result<base::Fd> find_replacement(const std::vector<LinkName>& names);
    void prepare_group_metadata(const std::vector<LinkName>& names);
    [[nodiscard]] base::Result<void> prepare_name(const LinkName& name, base::Fd& replacement);

    // What lies beside directories (replay_beside.cpp).
    [[nodiscard]] bool close_beside(const Node& node, int fd);
    void close_alone(const Record& root, int fd, const codec::DiskState& now);
    [[nodiscard]] bool is_closed_by_now(int fd) const;

    // Round 2 (replay_groups.cpp).
    /// The names of an inode, those that were moved among them.
    [[nodiscard]] base::Result<std::vector<LinkName>> names_of(RunReader& run,
                                                               const codec::Identity& group);
    void settle_group(const std::vector<LinkName>& names);
    [[nodiscard]] base::Result<Settled> settle_name(const Task& task, const LinkName& name);
    [[nodiscard]] base::Result<base::Fd> open_below_root(const std::string& path);
    /// The same, for a directory in which something is to change: it must be the runner's alone.
    [[nodiscard]] base::Result<base::Fd> open_closed(const std::string& path);

    // Round 3 (replay_work.cpp).
    void work(const RoundItem& item, RoundFeeder& feeder);
    void enter(const NodePtr& node, RoundFeeder& feeder);
    void settle_batch(const RoundItem& item, RoundFeeder& feeder);
    void settle(const NodePtr& node, int fd, const Record& record, const std::string& name,
                RoundFeeder& feeder);
    void settle_present(const NodePtr& node, int fd, RoundFeeder& feeder);
    void finish(NodePtr node);
    [[nodiscard]] base::Result<void> keep_opened();

    // Directories that the plan does not know (replay_unknown.cpp).
    /// What was moved into a directory made since is found there: its node where it can be looked
    /// into, else null.
    [[nodiscard]] NodePtr open_unknown(const NodePtr& parent, int fd, const std::string& name);
    void close_unknown(Node& node, int fd);
    void recognise_unknown(Node& node, int fd);
    [[nodiscard]] base::Result<void> open_unknown_again(const Node& node);
    [[nodiscard]] static bool may_change_inside(const Node& node);
    [[nodiscard]] static base::Error not_closed();
    [[nodiscard]] base::Result<void> open_directory(const Node& node);
    [[nodiscard]] codec::DiskState final_state(const Record& record);
    [[nodiscard]] base::Result<void> settle_beside(const Node& node, const scanner::SharedFd& fd,
                                                   codec::Facts& facts,
                                                   const codec::DiskState& target);

    const ReplaySetting& setting_;
    const Disk& disk_; ///< the same as in setting_
    const Task& task_;
    const Task strict_task_; ///< the same as of a run that begins: no states on the way
    std::shared_ptr<const scanner::Directory> root_;
    Record root_record_; ///< set by load, read-only after
    /// Names of inodes with several whose preparation failed, by inode and path; set by
    /// prepare_groups, read-only after.
    std::set<std::pair<codec::Identity, std::string>> unprepared_;
    tbb::enumerable_thread_specific<std::optional<RunReader>> readers_;

    std::atomic<std::uint64_t> directories_{0};
    std::atomic<std::uint64_t> changed_{0};
    std::atomic<std::uint64_t> unchanged_{0};
    std::atomic<std::uint64_t> refused_{0};
    std::atomic<std::uint64_t> failed_{0};
    std::atomic<std::uint64_t> unknown_{0};
    std::atomic<std::uint64_t> left_alone_{0};
    std::atomic<bool> has_replacements_{false};
    NodePtr root_node_; ///< of the latest round
    std::atomic<bool> is_ended_{false};

    std::mutex mutex_;
    std::optional<base::Error> fatal_; ///< guarded by mutex_
    std::set<std::uint64_t> skipped_;  ///< guarded by mutex_: directory numbers
    std::set<std::uint64_t> added_to_; ///< guarded by mutex_: those in which something was made
    KeptStates kept_;
    bool has_places_ = false; ///< guarded by mutex_
    /// Names of inodes with several where no row has them, by the inode of the plan.
    std::map<codec::Identity, std::vector<LinkName>> moved_; ///< guarded by mutex_
};

} // namespace permap::mapper
