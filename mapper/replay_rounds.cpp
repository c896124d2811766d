// SPDX-License-Identifier: Apache-2.0
#include "mapper/replay_rounds.hpp"

#include "base/chain.hpp"
#include "mapper/tree_looks.hpp"

namespace permap::mapper {
Node::~Node() {
    base::let_go_of_ancestors(std::move(parent));
}

ReplayRounds::ReplayRounds(const ReplaySetting& setting, base::Fd root)
    : setting_(setting), disk_(setting.disk), task_(setting.task),
      strict_task_(without_passage(setting.task)),
      root_(std::make_shared<const scanner::Directory>(setting.tree, std::move(root),
                                                       scanner::Reach{})),
      kept_(setting.run, mutex_) {
}

base::Result<void> ReplayRounds::load() {
    RunReader* const run = reader();
    if (run == nullptr) {
        return tl::unexpected(*fatal_);
    }
    PERMAP_TRY_ASSIGN(const std::vector<std::int64_t> batches, run->batches_of(0));
    if (batches.empty()) {
        return base::fail_because("the run file is damaged: it does not hold the root");
    }
    PERMAP_TRY_ASSIGN(const std::vector<Record> roots, run->read_batch(batches.front()));
    root_record_ = roots.at(0);
    return kept_.load(*run);
}

base::Result<void> ReplayRounds::run_round(Visit visit) {
    PERMAP_TRY(load());
    root_node_ = std::make_shared<Node>();
    root_node_->directory = root_;
    root_node_->record = root_record_;
    const std::vector<RoundItem> first = {{root_node_, 0}};
    // Taken out of the task: oneTBB ends the wait before it destroys what a task still holds, and
    // directories would be closed behind the back of whoever goes on.
    tbb::parallel_for_each(first.begin(), first.end(), [&](RoundItem item, RoundFeeder& feeder) {
        const RoundItem own = std::move(item);
        if (!is_stopped()) {
            (this->*visit)(own, feeder);
        }
    });
    const std::lock_guard lock(mutex_);
    return fatal_ ? base::Result<void>(tl::unexpected(*fatal_)) : base::Result<void>();
}

/// The connection of this thread; nullptr, with the run ended, when there is none to be had.
RunReader* ReplayRounds::reader() {
    std::optional<RunReader>& own = readers_.local();
    if (!own) {
        base::Result<RunReader> opened = RunReader::open(setting_.run.path());
        if (!opened) {
            end_run(std::move(opened).error());
            return nullptr;
        }
        own = std::move(*opened);
    }
    return &*own;
}

bool ReplayRounds::is_stopped() const {
    return setting_.stop.load(std::memory_order_relaxed) ||
           is_ended_.load(std::memory_order_relaxed);
}

/// For what this run cannot go on without: its run file, a file system that can be written.
void ReplayRounds::end_run(base::Error error) {
    const std::lock_guard lock(mutex_);
    fatal_ = fatal_.value_or(std::move(error));
    is_ended_ = true;
}

void ReplayRounds::fail(const std::string& path, base::Error error) {
    if (error.code == std::errc::read_only_file_system) { // nor would any other entry change
        end_run(base::with_path(std::move(error), path));
        return;
    }
    failed_.fetch_add(1, std::memory_order_relaxed);
    setting_.listener.problem({path, std::move(error)});
}

/// Makes the path only where somebody will see it.
void ReplayRounds::count(const scanner::Directory& directory, const std::string& name,
                         const Settled& settled) {
    const bool is_silent =
        settled.outcome == Outcome::unchanged ||
        (settled.outcome == Outcome::changed && !setting_.listener.hears_changes());
    count(is_silent ? std::string() : directory.path_of(name), settled);
}

void ReplayRounds::count(const std::string& path, const Settled& settled) {
    base::Progress::add(setting_.progress.entries, 1);
    switch (settled.outcome) {
    case Outcome::changed:
        changed_.fetch_add(1, std::memory_order_relaxed);
        base::Progress::add(setting_.progress.changed, 1);
        if (setting_.listener.hears_changes()) {
            setting_.listener.changed(path, settled.change);
        }
        break;
    case Outcome::unchanged:
        unchanged_.fetch_add(1, std::memory_order_relaxed);
        break;
    case Outcome::refused:
    case Outcome::other:
        refused_.fetch_add(1, std::memory_order_relaxed);
        setting_.listener.refused(path, settled.reason);
        break;
    case Outcome::gone:
        // with leave to overwrite, what is gone cannot be mended and keeps nothing from completing
        (task_.overwrites_changed ? left_alone_ : refused_).fetch_add(1, std::memory_order_relaxed);
        setting_.listener.refused(path, "it is not there any more");
        break;
    case Outcome::unprepared:
        if (failed_ == 0) { // said by whoever could not build it; nothing is complete without
            fail(path, base::fail_because("its replacement was not built").value());
        }
        break;
    }
}

void ReplayRounds::skip(const Node& node) {
    const std::lock_guard lock(mutex_);
    skipped_.insert(node.directory->id());
}

bool ReplayRounds::is_skipped(const Node& node) {
    const std::lock_guard lock(mutex_);
    return node.record && skipped_.contains(node.directory->id());
}

void ReplayRounds::note_added_to(const Node& node) {
    const std::lock_guard lock(mutex_);
    added_to_.insert(node.directory->id());
}

bool ReplayRounds::was_added_to(const Node& node) {
    const std::lock_guard lock(mutex_);
    return added_to_.contains(node.directory->id());
}

const Task& ReplayRounds::task_for(const Record& record) {
    return task_.is_resumed && kept_.has_file(record) ? strict_task_ : task_;
}

/// An object that is replaced has no states on the way that it could be taken for.
void ReplayRounds::note_refused(const Record& record, Outcome outcome) {
    const bool is_refused = outcome == Outcome::refused || outcome == Outcome::other;
    const base::Result<void> kept =
        is_refused && !is_replaced(record) ? kept_.keep_file(record) : base::Result<void>();
    if (!kept) {
        end_run(kept.error());
    }
}

NodePtr ReplayRounds::make_child(const NodePtr& parent, std::optional<Record> record,
                                 const std::string& name) {
    const std::uint64_t id = record ? record->directory_id : 0;
    auto node = std::make_shared<Node>();
    node->directory =
        std::make_shared<const scanner::Directory>(parent->directory, name, id, scanner::Reach{});
    node->record = std::move(record);
    node->parent = parent;
    return node;
}

void ReplayRounds::count_unknown(const std::string& path) {
    unknown_.fetch_add(1, std::memory_order_relaxed);
    setting_.listener.unknown_name(path);
}

base::Result<codec::Facts> ReplayRounds::read_directory_facts(const Node& node, int fd) {
    const scanner::Directory* const above = node.parent ? node.parent->directory.get() : nullptr;
    return mapper::read_directory_facts(disk_.reader, task_, *node.directory, above, fd);
}

/// Undo finds what was moved by the inode; the index is made when it is first needed.
base::Result<std::optional<Record>> ReplayRounds::find_moved(int dirfd, const std::string& name) {
    const base::Result<base::Stat> stat = disk_.reader.stat_at(dirfd, name.c_str());
    if (task_.direction == Direction::apply || !stat || is_boundary(disk_.reader, dirfd, name)) {
        return std::optional<Record>();
    }
    {
        const std::lock_guard lock(mutex_);
        if (!has_places_) {
            PERMAP_TRY(setting_.run.index_places());
            has_places_ = true;
        }
    }
    RunReader* const run = reader();
    return run == nullptr ? std::optional<Record>()
                          : run->find_inode(codec::facts_from(*stat).identity);
}

ReplayTotals ReplayRounds::totals() const {
    return {.directories = directories_,
            .changed = changed_,
            .unchanged = unchanged_,
            .refused = refused_,
            .failed = failed_,
            .unknown = unknown_,
            .left_alone = left_alone_};
}

} // namespace permap::mapper
