// SPDX-License-Identifier: Apache-2.0
// Round 1 of a replay: close every directory, compare it with its rows, build replacements.
#include "mapper/replay_rounds.hpp"

#include "mapper/replacement.hpp"
#include "scanner/read_metadata.hpp"

namespace permap::mapper {

base::Result<void> ReplayRounds::close_and_prepare() {
    PERMAP_TRY(run_round(&ReplayRounds::close));
    if (!is_stopped() && !is_skipped(*root_node_)) {
        PERMAP_TRY(prepare_groups());
    }
    {
        const std::lock_guard lock(mutex_);
        PERMAP_TRY(setting_.run.commit());
    }
    if (!has_replacements_ || is_stopped()) {
        return {};
    }
    // Without this a sudden stop leaves exchanged stand-ins empty on ext4 and xfs.
    PERMAP_TRY_ASSIGN(const scanner::SharedFd fd, root_->open());
    return disk_.writer.sync_file_system(fd->get());
}

void ReplayRounds::close(const RoundItem& item, RoundFeeder& feeder) {
    const NodePtr& node = item.node;
    const base::Result<scanner::SharedFd> fd = node->directory->open();
    if (!fd) {
        leave_unopened(*node, fd.error());
        return;
    }
    directories_.fetch_add(1, std::memory_order_relaxed);
    base::Progress::add(setting_.progress.directories, 1);
    const int raw = (*fd)->get();
    if (!node->record) {
        close_unknown(*node, raw);
    } else if (!close_directory(*node, raw)) {
        skip(*node);
        if (!node->parent && !is_closed_by_now(raw)) {
            base::Error error = base::fail_because("cannot be closed to others, so nothing below "
                                                   "it was touched",
                                                   ".")
                                    .value();
            end_run(std::move(error));
        }
        return;
    }
    if (node->record && !node->parent) {
        prepare_beside(*node, raw, *node->record, ".");
    }
    base::Result<PresentNames> present = PresentNames::read(disk_.reader, raw);
    if (!present) {
        leave_unlisted(*node, present.error());
        return;
    }
    const base::Result<void> matched = match(
        *node, raw, *present,
        [&](const Record& record, const std::string& name) {
            prepare(node, raw, record, name, node->is_moved, feeder);
        },
        [&](const PresentNames::Name& name) { report_unknown(node, raw, name, feeder); });
    if (!matched) {
        end_run(base::with_path(matched.error(), node->directory->path()));
    }
    report_orphans(*node, raw);
}

void ReplayRounds::leave_unopened(const Node& node, const base::Error& error) {
    if (!base::is_not_there(error)) {
        skip(node);
        fail(node.directory->path(), error);
        return;
    }
    leave_out(node);
    if (!base::is_missing(error)) { // something else has its name
        note_added_to(*node.parent);
        count_unknown(node.directory->path());
    }
}

/// For a directory whose names the disk does not give: it stays closed with all below, and the rest
/// goes on. Of the root there is no rest.
void ReplayRounds::leave_unlisted(const Node& node, const base::Error& error) {
    if (node.parent) {
        leave_closed(node, error);
    } else {
        end_run(base::with_path(error, node.directory->path()));
    }
}

void ReplayRounds::report_orphans(const Node& node, int fd) {
    if (!task_.keeps_files || !node.record) {
        return;
    }
    codec::Facts facts;
    const base::Result<void> compared =
        scanner::compare_metadata_directory(disk_.reader, fd, facts);
    if (!compared) {
        fail(node.directory->path_of(codec::kMetadataDirectoryName), compared.error());
        return;
    }
    for (const std::string& name : facts.metadata.orphans) {
        if (std::ranges::binary_search(node.record->orphans, name)) {
            continue;
        }
        count_unknown(
            node.directory->path_of(std::string(codec::kMetadataDirectoryName) + "/" + name));
    }
}

/// Writes the entry's metadata file where it is to have one: before anything else of it changes.
void ReplayRounds::prepare_beside(const Node& node, int fd, const Record& record,
                                  const std::string& name) {
    if (!task_.keeps_files) {
        return;
    }
    const base::Result<bool> written = prepare_metadata(disk_, task_for(record), fd, name, record);
    if (!written) {
        fail(node.directory->path_of(name), written.error());
    } else if (*written) {
        has_replacements_ = true;
    }
}

/// Makes the directory the runner's alone. False when it is left alone, and then so is all below.
bool ReplayRounds::close_directory(const Node& node, int fd) {
    const base::Result<codec::Facts> facts = read_directory_facts(node, fd);
    if (!facts) {
        fail(node.directory->path(), facts.error());
        return false;
    }
    const Record& record = *node.record;
    if (facts->identity != record.identity) {
        count(*node.directory, ".",
              {Outcome::refused, {}, "another object has taken its name since the plan"});
        return false;
    }
    const codec::DiskState& now = facts->state;
    if (!is_beside_expected(node, now)) {
        if (!node.parent) {
            close_alone(record, fd, now);
        }
        return false;
    }
    const base::Result<bool> is_known = settle_kept(record, now);
    if (!is_known) {
        end_run(is_known.error());
        return false;
    }
    if (*is_known) {
        codec::Change change = codec::diff(now, target_of(task_, record), order_of(task_));
        const Outcome outcome = change.empty() ? Outcome::unchanged : Outcome::changed;
        count(*node.directory, ".", {outcome, std::move(change), {}});
    } else {
        count(*node.directory, ".",
              {Outcome::refused, {}, "its owner, mode or attributes changed since the plan"});
    }
    const base::Result<void> closed =
        execute(disk_, fd, codec::close_directory(now, task_.runner), now);
    if (!closed) {
        fail(node.directory->path(), closed.error());
        return false;
    }
    return close_beside(node, fd);
}

/// A metadata directory that somebody made or changed since the plan may hold anything: nothing can
/// be put into it, and so nothing below can be converted.
bool ReplayRounds::is_beside_expected(const Node& node, const codec::DiskState& now) {
    const codec::Passage passage = passage_of(task_, *node.record);
    const bool is_known =
        task_.overwrites_changed || codec::admits_beside(passage, now, codec::kMetadataDirectory);
    if (!is_known) {
        count(node.directory->path_of(codec::kMetadataDirectoryName),
              {Outcome::refused, {}, "it was made or changed since the plan"});
    }
    return is_known;
}

/// Whether a directory is in a state that this run knows. If not, somebody changed it since the
/// plan: it is opened as he left it, and what is in it is converted all the same. It is still his
/// when a later attempt finds it closed, until he changes it again.
base::Result<bool> ReplayRounds::settle_kept(const Record& record, const codec::DiskState& now) {
    if (task_.overwrites_changed) {
        return true;
    }
    codec::DiskState seen = now;
    if (record.name == "." && now.flags == 0) {
        seen.flags = origin_of(task_, record).flags; // they went before its mark was set
    }
    const std::optional<KeptState> kept = kept_.find(record);
    const bool is_as_kept = kept && is_between(*kept, now);
    if (is_as_kept && !kept->is_open) {
        return false;
    }
    if (is_as_kept || !mapper::is_expected(kept ? strict_task_ : task_, record, seen)) {
        PERMAP_TRY(kept_.keep(record, now));
        return false;
    }
    if (kept) {
        PERMAP_TRY(kept_.forget(record));
    }
    return true;
}

/// Whether nobody but this run touched the directory since its state was kept. What lies beside it
/// is compared by itself.
bool ReplayRounds::is_between(const KeptState& kept, const codec::DiskState& now) const {
    if (kept.is_open) {
        return codec::has_same_inode_part(now, kept.state);
    }
    const codec::DiskState end = codec::inode_part(kept.state);
    return codec::admits({.from = end, .to = end, .closed_owner = task_.runner},
                         codec::inode_part(now));
}

void ReplayRounds::prepare(const NodePtr& node, int fd, const Record& record,
                           const std::string& name, bool is_moved, RoundFeeder& feeder) {
    if (record.directory_id != 0) {
        prepare_beside(*node, fd, record, name);
        const NodePtr child = make_child(node, record, name);
        child->is_moved = is_moved;
        feeder.add({child});
        return;
    }
    left_alone_ += record.is_left_alone ? 1U : 0U;
    if (record.is_left_alone) {
        return;
    }
    if (record.is_linked) {
        if (is_moved) {
            const std::lock_guard lock(mutex_);
            std::vector<LinkName>& names = moved_[record.identity];
            names.push_back({node->directory->path(), record});
            names.back().record.name = name;
        }
        return;
    }
    prepare_beside(*node, fd, record, name);
    if (!is_replaced(record)) {
        return;
    }
    has_replacements_ = true;
    const base::Result<std::optional<codec::Identity>> made =
        prepare_replacement(disk_, task_, fd, name, record);
    if (!made) {
        fail(node->directory->path_of(name), made.error());
        return;
    }
    if (*made) {
        const base::Result<void> noted = note_made(**made, record);
        if (!noted) {
            end_run(noted.error());
        }
    }
}

void ReplayRounds::report_unknown(const NodePtr& node, int fd, const PresentNames::Name& name,
                                  RoundFeeder& feeder) {
    if (is_temporary(name)) {
        note_added_to(*node);
        count_unknown(node->directory->path_of(name.name));
        return;
    }
    const base::Result<std::optional<Record>> moved = find_moved(fd, name.name);
    if (!moved) {
        end_run(moved.error());
        return;
    }
    if (*moved && !may_change_inside(*node)) {
        fail(node->directory->path_of(name.name), not_closed());
        return;
    }
    if (*moved) {
        prepare(node, fd, **moved, name.name, true, feeder);
        return;
    }
    note_added_to(*node);
    count_unknown(node->directory->path_of(name.name));
    if (task_.direction == Direction::undo || kept_.has_unknown()) {
        if (const NodePtr child = open_unknown(node, fd, name.name)) {
            feeder.add({child});
        }
    }
}

base::Result<void> ReplayRounds::note_made(const codec::Identity& made, const Record& record) {
    const std::lock_guard lock(mutex_);
    return setting_.run.add_made(made, record);
}

} // namespace permap::mapper
