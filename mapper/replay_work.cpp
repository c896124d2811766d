// SPDX-License-Identifier: Apache-2.0
// Round 3 of a replay: settle the entries of every directory and open it when all below is done.
#include "mapper/replay_rounds.hpp"

#include "mapper/metadata_files.hpp"

#include <algorithm>
#include <array>

namespace permap::mapper {
namespace {

/// Whether the run makes or removes files in the directory that are no entries.
bool keeps_files_inside(const Record& record) {
    return std::ranges::any_of(
        std::array{&record.old_state, &record.wanted}, [](const codec::DiskState* state) {
            return std::ranges::any_of(state->attributes, [](const codec::Attribute& attribute) {
                return codec::is_beside(attribute.name);
            });
        });
}

/// Where a directory of the tree is in the one above it.
base::Result<EntryPlace> place_of(const Node& node, const scanner::SharedFd& fd,
                                  scanner::SharedFd& above) {
    if (!node.parent) {
        return EntryPlace{fd->get(), "."};
    }
    PERMAP_TRY_ASSIGN(above, node.parent->directory->open());
    return EntryPlace{above->get(), node.directory->name().c_str()};
}

} // namespace

base::Result<void> ReplayRounds::work_and_open() {
    PERMAP_TRY(run_round(&ReplayRounds::work));
    return kept_.has_opened() ? keep_opened() : base::Result<void>();
}

/// Before it is durable that a directory is open, nobody can tell who opened it.
base::Result<void> ReplayRounds::keep_opened() {
    PERMAP_TRY_ASSIGN(const scanner::SharedFd fd, root_->open());
    PERMAP_TRY(disk_.writer.sync_file_system(fd->get()));
    return kept_.keep_opened();
}

void ReplayRounds::work(const RoundItem& item, RoundFeeder& feeder) {
    if (item.batch != 0) {
        settle_batch(item, feeder);
    } else if (!is_skipped(*item.node)) {
        enter(item.node, feeder);
    }
    finish(item.node);
}

void ReplayRounds::enter(const NodePtr& node, RoundFeeder& feeder) {
    const base::Result<scanner::SharedFd> fd = node->directory->open();
    RunReader* const run = reader();
    if (!fd && node->record && base::is_not_there(fd.error())) {
        leave_out(*node);
        return;
    }
    if (!fd) {
        leave_closed(*node, fd.error());
        return;
    }
    if (run == nullptr) {
        return; // the run has ended
    }
    if (!node->record) {
        recognise_unknown(*node, (*fd)->get());
    }
    if (task_.direction == Direction::undo) {
        settle_present(node, (*fd)->get(), feeder);
        return;
    }
    const base::Result<std::vector<std::int64_t>> batches =
        run->batches_of(node->record->directory_id);
    if (!batches) {
        end_run(batches.error());
        return;
    }
    for (const std::int64_t batch : *batches) {
        node->pending.fetch_add(1);
        feeder.add({node, batch});
    }
}

void ReplayRounds::settle_batch(const RoundItem& item, RoundFeeder& feeder) {
    const base::Result<scanner::SharedFd> fd = item.node->directory->open();
    RunReader* const run = reader();
    if (!fd) {
        leave_closed(*item.node, fd.error());
        return;
    }
    if (run == nullptr) {
        return; // the run has ended
    }
    const base::Result<std::vector<Record>> records = run->read_batch(item.batch);
    if (!records) {
        end_run(records.error());
        return;
    }
    for (const Record& record : *records) {
        if (is_stopped()) {
            return;
        }
        settle(item.node, (*fd)->get(), record, record.name, feeder);
    }
}

/// For a directory that cannot be looked into, or not any more: what is in it is not done, and it
/// stays closed.
void ReplayRounds::leave_closed(const Node& node, const base::Error& error) {
    if (!is_skipped(node)) { // by another of its batches
        skip(node);
        fail(node.directory->path(), error);
    }
}

/// For a directory that is not there any more, and with it all that was in it.
void ReplayRounds::leave_out(const Node& node) {
    skip(node);
    count(*node.directory, ".", {.outcome = Outcome::gone, .change = {}, .reason = {}});
}

/// Undo goes by what is there, so that moved entries are found.
void ReplayRounds::settle_present(const NodePtr& node, int fd, RoundFeeder& feeder) {
    const auto known = [&](const Record& record, const std::string& name) {
        settle(node, fd, record, name, feeder);
    };
    const auto unknown = [&](const PresentNames::Name& name) {
        if (is_temporary(name)) {
            return;
        }
        const base::Result<std::optional<Record>> moved = find_moved(fd, name.name);
        if (!moved) {
            end_run(moved.error());
        } else if (*moved && may_change_inside(*node)) {
            settle(node, fd, **moved, name.name, feeder);
        } else if (!*moved) {
            if (const NodePtr child = open_unknown(node, fd, name.name)) {
                node->pending.fetch_add(1);
                feeder.add({child});
            }
        }
    };
    base::Result<PresentNames> present = PresentNames::read(disk_.reader, fd);
    if (!present) {
        leave_closed(*node, present.error());
        return;
    }
    const base::Result<void> matched = match(*node, fd, *present, known, unknown);
    if (!matched) {
        end_run(matched.error());
    }
}

void ReplayRounds::settle(const NodePtr& node, int fd, const Record& record,
                          const std::string& name, RoundFeeder& feeder) {
    if (record.directory_id != 0) {
        node->pending.fetch_add(1);
        feeder.add({make_child(node, record, name)});
        return;
    }
    if (is_replaced(record)) {
        node->is_touched = true;
    }
    if (record.is_left_alone || record.is_linked) { // the latter was settled with its group
        return;
    }
    const auto settle_entry = is_replaced(record) ? settle_by_exchange : settle_in_place;
    const base::Result<Settled> settled = settle_entry(disk_, task_for(record), fd, name, record);
    if (!settled) {
        fail(node->directory->path_of(name), settled.error());
        return;
    }
    if (settled->outcome == Outcome::other && task_.direction == Direction::undo) {
        note_added_to(*node); // with a number used again
        count_unknown(node->directory->path_of(name));
        return;
    }
    count(*node->directory, name, *settled);
    note_refused(record, settled->outcome);
}

/// Takes one off what is pending in the directory, and opens it and then its parents when nothing
/// is left. The root is opened at the very end of the run.
void ReplayRounds::finish(NodePtr node) {
    while (node->pending.fetch_sub(1) == 1 && node->parent) {
        if (may_change_inside(*node) && !is_skipped(*node) && !is_stopped()) {
            const base::Result<void> opened =
                node->record ? open_directory(*node) : open_unknown_again(*node);
            if (!opened) {
                fail(node->directory->path(), opened.error());
            }
        }
        node->directory->close(); // its parents may have to be opened again from the root
        node = NodePtr(node->parent);
    }
}

/// What a directory is opened to: somebody's change since the plan is kept.
codec::DiskState ReplayRounds::final_state(const Record& record) {
    std::optional<KeptState> kept = task_.overwrites_changed ? std::nullopt : kept_.find(record);
    if (!kept) {
        return target_of(task_, record);
    }
    // what is beside it was compared by itself, and closed
    kept->state.attributes.erase(codec::kMetadataDirectory);
    const std::string* const inside =
        target_of(task_, record).attributes.find(codec::kMetadataDirectory);
    if (inside != nullptr) {
        kept->state.attributes.set(codec::kMetadataDirectory, *inside);
    }
    return std::move(kept->state);
}

base::Result<void> ReplayRounds::open_directory(const Node& node) {
    const Record& record = *node.record;
    PERMAP_TRY_ASSIGN(const scanner::SharedFd fd, node.directory->open());
    PERMAP_TRY_ASSIGN(codec::Facts facts, read_directory_facts(node, fd->get()));
    if (facts.identity != record.identity) {
        return base::fail_because("another directory has taken its name");
    }
    const codec::DiskState target = final_state(record);
    PERMAP_TRY(settle_beside(node, fd, facts, target));
    if ((node.is_touched || keeps_files_inside(record)) && !was_added_to(node)) {
        PERMAP_TRY(disk_.writer.set_times(fd->get(), record.atime, record.mtime));
    }
    // a root with flags could not be unmarked: it gets them when the run is over
    const codec::Change change = codec::diff(
        facts.state, node.parent ? target : codec::without_flags(target), order_of(task_));
    PERMAP_TRY(execute(disk_, fd->get(), change, facts.state));
    kept_.note_opened(record);
    return {};
}

/// The directory for the metadata of its entries, and the file that is its own where it goes: what
/// remains are steps on the inode.
base::Result<void> ReplayRounds::settle_beside(const Node& node, const scanner::SharedFd& fd,
                                               codec::Facts& facts,
                                               const codec::DiskState& target) {
    const std::string* const inside = target.attributes.find(codec::kMetadataDirectory);
    if (inside != nullptr || facts.state.attributes.find(codec::kMetadataDirectory) != nullptr) {
        PERMAP_TRY(settle_metadata_directory(disk_, fd->get(), origin_of(task_, *node.record),
                                             target, {node.record->atime, node.record->mtime}));
        facts.state.attributes.erase(codec::kMetadataDirectory);
    }
    if (inside != nullptr) {
        facts.state.attributes.set(codec::kMetadataDirectory, *inside);
    }
    const std::string* const own = target.attributes.find(codec::kMetadataFile);
    const std::string* const present = facts.state.attributes.find(codec::kMetadataFile);
    if (own == nullptr && present != nullptr) {
        scanner::SharedFd above;
        PERMAP_TRY_ASSIGN(const EntryPlace place, place_of(node, fd, above));
        PERMAP_TRY(remove_metadata_file(disk_, place));
        facts.state.attributes.erase(codec::kMetadataFile);
    }
    return {};
}

base::Result<void> ReplayRounds::open_root() {
    return is_skipped(*root_node_) ? base::Result<void>() : open_directory(*root_node_);
}

std::uint32_t ReplayRounds::root_flags() {
    const bool is_known = !is_skipped(*root_node_) && root_node_->record;
    return is_known ? final_state(*root_node_->record).flags : 0;
}

Replay::Replay(const ReplaySetting& setting, base::Fd root)
    : rounds_(std::make_unique<ReplayRounds>(setting, std::move(root))) {
}

Replay::~Replay() = default;

base::Result<void> Replay::close_and_prepare() {
    return rounds_->close_and_prepare();
}

base::Result<void> Replay::settle_groups() {
    return rounds_->settle_groups();
}

base::Result<void> Replay::work_and_open() {
    return rounds_->work_and_open();
}

base::Result<void> Replay::open_root() {
    return rounds_->open_root();
}

std::uint32_t Replay::root_flags() const {
    return rounds_->root_flags();
}

ReplayTotals Replay::totals() const {
    return rounds_->totals();
}

} // namespace permap::mapper
