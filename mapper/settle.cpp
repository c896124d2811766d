// SPDX-License-Identifier: Apache-2.0
#include "mapper/settle.hpp"

#include "mapper/replacement.hpp"
#include "scanner/read_facts.hpp"
#include "scanner/read_metadata.hpp"

#include <algorithm>
#include <cerrno>

namespace permap::mapper {
namespace {

using codec::DiskState;
using codec::Kind;

Settled refuse(std::string reason) {
    return {.outcome = Outcome::refused, .change = {}, .reason = std::move(reason)};
}

/// A regular file whose bytes belong to its state: a symbolic link for the guest.
bool is_stand_in(const Record& record) {
    return record.old_state.kind == Kind::file && !record.old_state.content.empty();
}

Settled leave_to_another() {
    return {.outcome = Outcome::other,
            .change = {},
            .reason = "another object has taken its name since the plan"};
}

Settled refuse_changed() {
    return refuse("its owner, mode or attributes changed since the plan");
}

Settled refuse_new_names() {
    return refuse("it has another name since the plan");
}

/// Adds the entry's metadata file where the models of the run have such.
base::Result<void> add_metadata(const Disk& disk, const Task& task, const EntryPlace& place,
                                codec::Facts& facts) {
    return task.keeps_files
               ? scanner::add_metadata_file(disk.reader, place.dirfd, place.name, facts)
               : base::Result<void>();
}

/// A metadata file that round 1 should have written; why it is not there has been reported.
bool lacks_metadata(const codec::Change& change) {
    return std::ranges::any_of(change, [](const codec::Step& step) {
        const auto* const set = std::get_if<codec::SetAttribute>(&step);
        return set != nullptr && set->attribute.name == codec::kMetadataFile;
    });
}

/// Whether a replacement is whole: a step of building it may have failed, and what it then holds
/// must not take the place of the only other copy.
base::Result<bool> is_complete(const Disk& disk, const Task& task, int dirfd,
                               const std::string& temporary, const Record& record) {
    const base::Result<codec::Facts> made = read_object(disk.reader, dirfd, temporary);
    if (made) {
        return is_target(task, record, *made) && made->mtime == record.mtime;
    }
    return base::is_missing(made.error()) ? base::Result<bool>(false)
                                          : tl::unexpected(made.error());
}

/// One that its owner made unreadable counts as it was before it was pinned.
bool is_expected_pinned(const Task& task, const Record& record, const Pinned& pinned) {
    if (pinned.found_mode == pinned.facts.state.mode) {
        return is_expected(task, record, pinned.facts.state);
    }
    const bool knows_mode = task.is_resumed || pinned.found_mode == record.old_state.mode ||
                            pinned.found_mode == record.wanted.mode;
    return knows_mode && codec::admits(passage_of(task, record), pinned.facts.state);
}

base::Result<Settled> change_pinned(const Disk& disk, const Task& task, const Pinned& pinned,
                                    const EntryPlace& place, const Record& record) {
    const DiskState& now = pinned.facts.state;
    if (pinned.facts.identity != record.identity) {
        return leave_to_another();
    }
    if (!task.overwrites_changed && !is_expected_pinned(task, record, pinned)) {
        return refuse_changed();
    }
    codec::Change change = codec::diff(now, target_of(task, record), order_of(task));
    if (change.empty()) {
        return Settled{};
    }
    if (has_new_names(task, record, pinned.facts)) {
        return refuse_new_names();
    }
    if (lacks_metadata(change)) {
        return Settled{.outcome = Outcome::unprepared, .change = {}, .reason = {}};
    }
    PERMAP_TRY(execute(disk, pinned.fd.get(), change, now, &place));
    return Settled{.outcome = Outcome::changed, .change = std::move(change), .reason = {}};
}

base::Result<Settled> settle_pinned(const Disk& disk, const Task& task, Pinned& pinned,
                                    const EntryPlace& place, const Record& record) {
    if (is_stand_in(record)) {
        PERMAP_TRY_ASSIGN(pinned.facts.state.content,
                          disk.reader.read_head(pinned.fd.get(), scanner::kLongestStandIn));
    }
    PERMAP_TRY(add_metadata(disk, task, place, pinned.facts));
    return change_pinned(disk, task, pinned, place, record);
}

bool is_as_wanted(Outcome outcome) {
    return outcome == Outcome::changed || outcome == Outcome::unchanged;
}

/// Whether nothing is to be done about it. A file that the run writes has the entry's time last of
/// all; names that share one have the very same.
bool has_right_metadata(const Task& task, const Record& record, const codec::Facts& found,
                        const SharedMetadata* shared) {
    const std::string* const before = origin_of(task, record).attributes.find(codec::kMetadataFile);
    const std::string* const wanted = target_of(task, record).attributes.find(codec::kMetadataFile);
    const bool is_written = before == nullptr || wanted == nullptr || *before != *wanted;
    const bool is_whole = !is_written || found.metadata.mtime == record.mtime;
    const bool is_shared =
        shared == nullptr || !shared->fd || shared->inode == found.metadata.inode;
    return has_target_metadata(task, record, found) && is_whole && is_shared;
}

/// Takes away the metadata file of an object whose inode is as it should be by now.
base::Result<Settled> settle_beside(const Disk& disk, const Task& task, const EntryPlace& place,
                                    const Record& record, const codec::Facts& found) {
    if (!has_target_metadata(task, record, found)) {
        return Settled{.outcome = Outcome::unprepared, .change = {}, .reason = {}};
    }
    const bool is_wanted = target_of(task, record).attributes.find(codec::kMetadataFile) != nullptr;
    const bool is_there = found.state.attributes.find(codec::kMetadataFile) != nullptr;
    if (is_wanted || !is_there) {
        return Settled{};
    }
    if (!admits_metadata(task, record, found)) {
        return refuse("its metadata file changed since the plan");
    }
    PERMAP_TRY(remove_metadata_file(disk, place));
    return Settled{.outcome = Outcome::changed,
                   .change = {codec::RemoveAttribute{codec::kMetadataFile}},
                   .reason = {}};
}

/// The object as it can be seen without opening it, but for the bytes of a stand-in.
base::Result<codec::Facts> read_without_pinning(const Disk& disk, const EntryPlace& place,
                                                const Record& record) {
    if (is_replaced(record)) {
        return read_object(disk.reader, place.dirfd, place.name);
    }
    PERMAP_TRY_ASSIGN(codec::Facts facts, scanner::read_facts(disk.reader, place.dirfd, place.name,
                                                              scanner::ReadLinks::yes));
    if (is_stand_in(record) && facts.state.kind == Kind::file) {
        PERMAP_TRY_ASSIGN(facts.state.content,
                          scanner::read_stand_in(disk.reader, place.dirfd, place.name));
    }
    return facts;
}

/// The object at the name, as far as it says whether its metadata may be written: not the bytes of
/// what the guest uses as a file.
base::Result<codec::Facts> read_for_metadata(const Disk& disk, const Task& task,
                                             const EntryPlace& place, const Record& record) {
    PERMAP_TRY_ASSIGN(codec::Facts facts, read_without_pinning(disk, place, record));
    PERMAP_TRY(add_metadata(disk, task, place, facts));
    return facts;
}

/// Whether the entry is one that this run may give metadata. A directory is recognised here and
/// compared when it is closed.
bool may_have_metadata(const Task& task, const Record& record, const codec::Facts& found) {
    if (!admits_metadata(task, record, found) || has_new_names(task, record, found)) {
        return false;
    }
    if (is_replaced(record)) {
        return is_target(task, record, found) || is_object_to_replace(task, record, found);
    }
    const bool is_same = found.identity == record.identity;
    return is_same && (found.state.kind == Kind::directory || task.overwrites_changed ||
                       is_expected(task, record, found.state));
}

} // namespace

base::Result<Settled> settle_in_place(const Disk& disk, const Task& task, int dirfd,
                                      const std::string& name, const Record& record) {
    base::Result<Pinned> pinned = can_be_opened(record.old_state.kind)
                                      ? pin(disk, dirfd, name.c_str(), record.identity)
                                      : pin_unopened(disk, dirfd, name.c_str());
    if (pinned) {
        base::Result<Settled> settled =
            settle_pinned(disk, task, *pinned, {dirfd, name.c_str()}, record);
        if (!settled || !is_as_wanted(settled->outcome)) {
            put_mode_back(disk, *pinned);
        }
        return settled;
    }
    if (base::is_missing(pinned.error())) {
        return Settled{.outcome = Outcome::gone, .change = {}, .reason = {}};
    }
    const bool is_other_type = pinned.error().code == std::errc::too_many_symbolic_link_levels ||
                               pinned.error().code == std::errc::no_such_device_or_address;
    if (is_other_type) {
        return leave_to_another();
    }
    return tl::unexpected(pinned.error());
}

bool is_to_be_replaced(const Task& task, const Record& record, const codec::Facts& found) {
    return !is_target(task, record, found) && is_object_to_replace(task, record, found) &&
           !has_new_names(task, record, found);
}

base::Result<bool> prepare_metadata(const Disk& disk, const Task& task, int dirfd,
                                    const std::string& name, const Record& record,
                                    SharedMetadata* shared) {
    const auto wanted = codec::find_beside(target_of(task, record), codec::kMetadataFile);
    if (!wanted) {
        return false;
    }
    const EntryPlace place = {dirfd, name.c_str()};
    const base::Result<codec::Facts> found = read_for_metadata(disk, task, place, record);
    if (!found) {
        return base::is_missing(found.error()) ? base::Result<bool>(false)
                                               : tl::unexpected(found.error());
    }
    PERMAP_TRY(check_metadata_place(task, record, *found));
    const bool is_there = has_right_metadata(task, record, *found, shared);
    if (!is_there && !may_have_metadata(task, record, *found)) {
        return false; // refused when the entry is settled
    }
    if (!is_there && shared != nullptr && shared->fd) {
        PERMAP_TRY(link_metadata_file(disk, place, shared->fd.get(), *wanted));
    } else if (!is_there) {
        PERMAP_TRY(write_metadata_file(disk, place, *wanted, {record.atime, record.mtime}));
    }
    if (shared != nullptr && !shared->fd) {
        PERMAP_TRY_ASSIGN(*shared, hold_metadata_file(disk, place));
    }
    return !is_there;
}

base::Result<Settled> settle_by_exchange(const Disk& disk, const Task& task, int dirfd,
                                         const std::string& name, const Record& record) {
    base::Result<codec::Facts> found = read_object(disk.reader, dirfd, name);
    if (!found) {
        if (base::is_missing(found.error())) {
            return Settled{.outcome = Outcome::gone, .change = {}, .reason = {}};
        }
        return tl::unexpected(std::move(found).error());
    }
    const EntryPlace place = {dirfd, name.c_str()};
    PERMAP_TRY(add_metadata(disk, task, place, *found));
    if (is_target(task, record, *found)) {
        return settle_beside(disk, task, place, record, *found);
    }
    if (!admits_metadata(task, record, *found) || !is_object_to_replace(task, record, *found)) {
        return refuse("it was changed or replaced since the plan");
    }
    if (has_new_names(task, record, *found)) {
        return refuse_new_names();
    }
    if (!has_target_metadata(task, record, *found)) {
        return Settled{.outcome = Outcome::unprepared, .change = {}, .reason = {}};
    }
    const std::string temporary = temporary_name(task.temporary_prefix, name);
    PERMAP_TRY_ASSIGN(const bool is_whole, is_complete(disk, task, dirfd, temporary, record));
    if (!is_whole) {
        return Settled{.outcome = Outcome::unprepared, .change = {}, .reason = {}};
    }
    PERMAP_TRY_ASSIGN(const bool is_done, exchange(disk, dirfd, temporary, name, found->identity));
    if (!is_done) {
        return refuse("another object took its name while it was being replaced");
    }
    PERMAP_TRY(settle_beside(disk, task, place, record, *found));
    return Settled{.outcome = Outcome::changed, .change = {codec::Replace{}}, .reason = {}};
}

base::Result<Settled> foresee(const Disk& disk, const Task& task, int dirfd,
                              const std::string& name, const Record& record) {
    const EntryPlace place = {dirfd, name.c_str()};
    base::Result<codec::Facts> found = read_without_pinning(disk, place, record);
    if (!found) {
        return base::is_missing(found.error())
                   ? base::Result<Settled>(
                         Settled{.outcome = Outcome::gone, .change = {}, .reason = {}})
                   : tl::unexpected(std::move(found).error());
    }
    PERMAP_TRY(add_metadata(disk, task, place, *found));
    PERMAP_TRY(check_metadata_place(task, record, *found));
    const DiskState& target = target_of(task, record);
    if (is_replaced(record)) {
        if (is_target(task, record, *found)) {
            return Settled{};
        }
        if (!admits_metadata(task, record, *found) || !is_object_to_replace(task, record, *found)) {
            return refuse("it was changed or replaced since the plan");
        }
        return has_new_names(task, record, *found) ? refuse_new_names()
                                                   : Settled{.outcome = Outcome::changed,
                                                             .change = {codec::Replace{}},
                                                             .reason = {}};
    }
    if (found->identity != record.identity) {
        return leave_to_another();
    }
    if (!task.overwrites_changed && !is_expected(task, record, found->state)) {
        return refuse_changed();
    }
    codec::Change change = codec::diff(found->state, target, order_of(task));
    if (change.empty()) {
        return Settled{};
    }
    return has_new_names(task, record, *found)
               ? refuse_new_names()
               : Settled{.outcome = Outcome::changed, .change = std::move(change), .reason = {}};
}

} // namespace permap::mapper
