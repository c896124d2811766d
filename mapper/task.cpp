// SPDX-License-Identifier: Apache-2.0
// What a run expects of a record: its two states, and how it travels between them.
#include "mapper/settle.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace permap::mapper {

using codec::DiskState;
using codec::Kind;

namespace {

bool has_user_attributes(const codec::Facts& facts) {
    return std::ranges::any_of(facts.other_attributes,
                               [](const std::string& name) { return name.starts_with("user."); });
}

} // namespace

bool can_be_opened(Kind kind) {
    return kind == Kind::file || kind == Kind::directory;
}

const DiskState& origin_of(const Task& task, const Record& record) {
    return task.direction == Direction::apply ? record.old_state : record.wanted;
}

const DiskState& target_of(const Task& task, const Record& record) {
    return task.direction == Direction::apply ? record.wanted : record.old_state;
}

codec::OwnerChange order_of(const Task& task) {
    return task.direction == Direction::apply ? task.forward : task.backward;
}

codec::Passage passage_of(const Task& task, const Record& record) {
    return {.from = record.old_state, .to = record.wanted, .closed_owner = task.runner};
}

bool is_expected(const Task& task, const Record& record, const DiskState& now) {
    const codec::Passage passage = passage_of(task, record);
    if (task.is_resumed) {
        return codec::admits(passage, now);
    }
    return codec::admits_beside(passage, now, codec::kMetadataFile) &&
           codec::admits_beside(passage, now, codec::kMetadataDirectory) &&
           (codec::has_same_inode_part(now, record.old_state) ||
            codec::has_same_inode_part(now, record.wanted));
}

bool is_either_end(const Record& record, const DiskState& found) {
    return std::ranges::any_of(std::array{&record.old_state, &record.wanted},
                               [&](const DiskState* end) {
                                   return found.kind == end->kind && found.rdev == end->rdev &&
                                          found.content == end->content;
                               });
}

Task without_passage(Task task) {
    task.is_resumed = false;
    return task;
}

bool is_closed(const Task& task, const DiskState& directory) {
    return directory.uid == task.runner.uid && directory.mode == codec::kClosedMode;
}

bool is_replaced(const Record& record) {
    return codec::needs_replacing(record.old_state, record.wanted);
}

bool has_new_names(const Task& task, const Record& record, const codec::Facts& found) {
    return !task.allows_new_names && !task.overwrites_changed &&
           found.state.kind != Kind::directory && found.nlink > record.known_names;
}

bool is_object_to_replace(const Task& task, const Record& record, const codec::Facts& found) {
    const DiskState& origin = origin_of(task, record);
    const bool loses_attributes =
        !can_be_opened(target_of(task, record).kind) && has_user_attributes(found);
    if (codec::has_same_inode_part(found.state, origin) && !loses_attributes) {
        return true;
    }
    const bool is_same_object = task.direction == Direction::apply
                                    ? found.identity == record.identity
                                    : found.state.kind == origin.kind;
    return task.overwrites_changed && is_same_object && found.state.content == origin.content;
}

bool is_target(const Task& task, const Record& record, const codec::Facts& found) {
    return codec::has_same_inode_part(found.state, target_of(task, record));
}

bool admits_metadata(const Task& task, const Record& record, const codec::Facts& found) {
    return task.overwrites_changed ||
           codec::admits_beside(passage_of(task, record), found.state, codec::kMetadataFile);
}

base::Result<void> check_metadata_place(const Task& task, const Record& record,
                                        const codec::Facts& found) {
    const bool is_wanted = target_of(task, record).attributes.find(codec::kMetadataFile) != nullptr;
    if (!is_wanted || !found.metadata.is_foreign) {
        return {};
    }
    const bool is_root = record.name == ".";
    return base::fail_because(fmt::format(
        "{} has the name of its metadata file and is none: move it away",
        is_root ? "the .virtfs_metadata_root in it" : "something in .virtfs_metadata beside it"));
}

bool has_target_metadata(const Task& task, const Record& record, const codec::Facts& found) {
    const std::string* const wanted = target_of(task, record).attributes.find(codec::kMetadataFile);
    const std::string* const present = found.state.attributes.find(codec::kMetadataFile);
    return wanted == nullptr || (present != nullptr && *present == *wanted);
}

} // namespace permap::mapper
