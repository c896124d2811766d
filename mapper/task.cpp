// SPDX-License-Identifier: Apache-2.0
// What a run expects of a record: its two states, and how it travels between them.
#include "mapper/settle.hpp"

#include <algorithm>
#include <array>

namespace permap::mapper {

using codec::DiskState;

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
    return {.from = record.old_state,
            .to = record.wanted,
            .forward = task.forward,
            .backward = task.backward,
            .closed_owner = task.runner};
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

bool is_replaced(const Record& record) {
    return codec::needs_replacing(record.old_state, record.wanted);
}

} // namespace permap::mapper
