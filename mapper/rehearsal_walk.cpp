// SPDX-License-Identifier: Apache-2.0
#include "mapper/rehearsal_walk.hpp"

#include "codec/metadata_file.hpp"
#include "mapper/present_names.hpp"
#include "mapper/replacement.hpp"
#include "mapper/tree_looks.hpp"

namespace permap::mapper {

/// What an earlier attempt refused may look like something on its way now.
base::Result<void> Rehearsal::load() {
    PERMAP_TRY_ASSIGN(const std::vector<Record> kept, reader_.kept_states());
    for (const Record& record : kept) {
        refused_before_.insert(record.identity);
    }
    return {};
}

const Task& Rehearsal::task_for(const Record& record) const {
    return refused_before_.contains(record.identity) ? strict_task_ : task_;
}

base::Result<ReplayTotals> Rehearsal::run(base::Fd root) {
    PERMAP_TRY(load());
    PERMAP_TRY_ASSIGN(const std::vector<std::int64_t> batches, reader_.batches_of(0));
    std::vector<Record> records;
    if (!batches.empty()) {
        PERMAP_TRY_ASSIGN(records, reader_.read_batch(batches.front()));
    }
    if (records.empty()) {
        return base::fail_because("the run file is damaged: it has no root");
    }
    waiting_.push_back(
        std::make_shared<Place>(nullptr,
                                std::make_shared<const scanner::Directory>(
                                    setting_.tree, std::move(root), scanner::Reach{}),
                                std::move(records.front())));
    while (!waiting_.empty() && !setting_.stop) {
        const PlacePtr place = std::move(waiting_.back());
        waiting_.pop_back();
        PERMAP_TRY(look_into(place));
    }
    return totals_;
}

void Rehearsal::enter(const PlacePtr& parent, std::optional<Record> record,
                      const std::string& name) {
    const std::uint64_t id = record ? record->directory_id : 0;
    waiting_.push_back(std::make_shared<Place>(
        parent,
        std::make_shared<const scanner::Directory>(parent->directory, name, id, scanner::Reach{}),
        std::move(record)));
}

base::Result<void> Rehearsal::look_into(const PlacePtr& place) {
    const base::Result<scanner::SharedFd> fd = place->directory->open();
    if (!fd) {
        if (!base::is_not_there(fd.error())) {
            fail(place->directory->path(), fd.error());
        } else if (place->record) {
            const bool is_other = !base::is_missing(fd.error());
            count(place->directory->path(),
                  {is_other ? Outcome::other : Outcome::gone, {}, "something else has its name"});
        }
        return {};
    }
    ++totals_.directories;
    base::Progress::add(setting_.progress.directories, 1);
    if (place->record) {
        PERMAP_TRY_ASSIGN(const bool is_known, look_at(*place, (*fd)->get()));
        if (!is_known) {
            return {}; // nothing in it would be touched
        }
    }
    return look_inside(place, (*fd)->get());
}

/// The directory itself; false where it would be left alone with all below.
base::Result<bool> Rehearsal::look_at(const Place& place, int fd) {
    const Record& record = *place.record;
    const std::string path = place.directory->path();
    const scanner::Directory* const above = place.parent ? place.parent->directory.get() : nullptr;
    const base::Result<codec::Facts> facts =
        read_directory_facts(files_, task_, *place.directory, above, fd);
    if (!facts) {
        fail(path, facts.error());
        return false;
    }
    if (facts->identity != record.identity) {
        count(path, {Outcome::refused, {}, "another object has taken its name since the plan"});
        return false;
    }
    const codec::Passage passage = passage_of(task_, record);
    if (!task_.overwrites_changed &&
        !codec::admits_beside(passage, facts->state, codec::kMetadataDirectory)) {
        count(place.directory->path_of(codec::kMetadataDirectoryName),
              {Outcome::refused, {}, "it was made or changed since the plan"});
        return false;
    }
    const base::Result<void> has_place = check_metadata_place(task_, record, *facts);
    if (!has_place) {
        fail(path, has_place.error()); // the rest of it would be done
    }
    codec::DiskState seen = facts->state;
    if (record.name == "." && seen.flags == 0) {
        seen.flags = origin_of(task_, record).flags; // they go before the mark is set
    }
    if (!task_.overwrites_changed && !is_expected(task_for(record), record, seen)) {
        count(path, {Outcome::refused, {}, "its owner, mode or attributes changed since the plan"});
        return true; // what is in it would be converted all the same
    }
    codec::Change change = codec::diff(facts->state, target_of(task_, record), order_of(task_));
    const Outcome outcome = change.empty() ? Outcome::unchanged : Outcome::changed;
    count(path, {outcome, std::move(change), {}});
    return true;
}

base::Result<void> Rehearsal::look_inside(const PlacePtr& place, int fd) {
    base::Result<PresentNames> listed = PresentNames::read(files_, fd);
    if (!listed) { // as the run would: that ends for its root alone
        base::Error error = base::with_path(listed.error(), place->directory->path());
        if (!place->parent) {
            return tl::unexpected(std::move(error));
        }
        fail(place->directory->path(), std::move(error));
        return {};
    }
    PresentNames& present = *listed;
    std::vector<std::int64_t> batches;
    if (place->record) {
        PERMAP_TRY_ASSIGN(batches, reader_.batches_of(place->record->directory_id));
    }
    std::set<std::string> temporaries; // names at which replacements may stand
    for (const std::int64_t batch : batches) {
        PERMAP_TRY_ASSIGN(std::vector<Record> records, reader_.read_batch(batch));
        for (Record& record : records) {
            if (is_replaced(record) && !record.is_left_alone) {
                temporaries.insert(temporary_name(task_.temporary_prefix, record.name));
            }
            PresentNames::Name* const name = present.find(record.name);
            const bool is_apply = task_.direction == Direction::apply;
            if (name != nullptr && (is_apply || belongs(fd, record))) {
                name->is_known = true;
                const std::string known = record.name;
                PERMAP_TRY(judge(place, fd, std::move(record), known));
            } else if (is_apply && !record.is_left_alone) {
                count(place->directory->path_of(record.name), {Outcome::gone, {}, {}});
            }
        }
    }
    for (const PresentNames::Name& name : present.all()) {
        if (!name.is_known && task_.direction == Direction::undo) { // it may have been moved here
            temporaries.insert(temporary_name(task_.temporary_prefix, name.name));
        }
    }
    for (const PresentNames::Name& name : present.all()) {
        const bool is_ours = name.is_known || temporaries.contains(name.name);
        const bool is_hidden =
            !is_ours &&
            holds_metadata(files_, task_, fd, name.name, !place->parent).value_or(false);
        if (!is_ours && !is_hidden) {
            PERMAP_TRY(judge_unknown(place, fd, name.name));
        }
    }
    return {};
}

base::Result<void> Rehearsal::judge(const PlacePtr& place, int fd, Record record,
                                    const std::string& name) {
    if (record.directory_id != 0) {
        enter(place, std::move(record), name);
        return {};
    }
    if (record.is_left_alone) {
        ++totals_.left_alone;
        return {};
    }
    if (record.is_linked) {
        PERMAP_TRY_ASSIGN(const std::vector<LinkName> names, reader_.names_of(record.identity));
        record.known_names = names.size();
    }
    const base::Result<Settled> settled =
        foresee(setting_.disk, task_for(record), fd, name, record);
    const std::string path = place->directory->path_of(name);
    if (!settled) {
        fail(path, settled.error());
    } else if (settled->outcome == Outcome::other && task_.direction == Direction::undo) {
        count_unknown(path); // made since, with a number used again
    } else {
        count(path, *settled);
    }
    return {};
}

/// Undo finds what was moved by the inode.
base::Result<void> Rehearsal::judge_unknown(const PlacePtr& place, int fd,
                                            const std::string& name) {
    const bool is_undo = task_.direction == Direction::undo;
    const base::Result<base::Stat> stat = files_.stat_at(fd, name.c_str());
    if (is_undo && stat && !is_boundary(files_, fd, name)) {
        if (!asked_for_places_) { // none where the run file cannot be written: a full disk
            has_places_ = setting_.run.index_places().has_value();
            asked_for_places_ = true;
        }
        std::optional<Record> moved;
        if (has_places_) {
            PERMAP_TRY_ASSIGN(moved, reader_.find_inode(codec::facts_from(*stat).identity));
        }
        if (moved) {
            return judge(place, fd, std::move(*moved), name);
        }
        if (codec::kind_of(stat->mode) == codec::Kind::directory) {
            enter(place, std::nullopt, name);
        }
    }
    count_unknown(place->directory->path_of(name));
    return {};
}

/// As when undoing: what took the row's name since is none of the run's.
bool Rehearsal::belongs(int fd, const Record& record) const {
    return is_still_there(files_, fd, record) ||
           (record.is_left_alone && is_boundary(files_, fd, record.name));
}

void Rehearsal::count(const std::string& path, const Settled& settled) {
    base::Progress::add(setting_.progress.entries, 1);
    switch (settled.outcome) {
    case Outcome::changed:
        ++totals_.changed;
        if (setting_.listener.hears_changes()) {
            setting_.listener.changed(path, settled.change);
        }
        break;
    case Outcome::refused:
    case Outcome::other:
        ++totals_.refused;
        setting_.listener.refused(path, settled.reason);
        break;
    case Outcome::gone:
        ++(task_.overwrites_changed ? totals_.left_alone : totals_.refused);
        setting_.listener.refused(path, "it is not there any more");
        break;
    case Outcome::unchanged:
    case Outcome::unprepared:
        ++totals_.unchanged;
        break;
    }
}

void Rehearsal::count_unknown(const std::string& path) {
    ++totals_.unknown;
    setting_.listener.unknown_name(path);
}

void Rehearsal::fail(const std::string& path, base::Error error) {
    ++totals_.failed;
    setting_.listener.problem({path, std::move(error)});
}

} // namespace permap::mapper
