// SPDX-License-Identifier: Apache-2.0
// The names in a directory and the rows of it, brought together.
#include "mapper/replay_rounds.hpp"

#include "mapper/replacement.hpp"
#include "mapper/tree_looks.hpp"

namespace permap::mapper {

/// A present name is its row's if the inode is the row's. The stand-in that took a row's place has
/// another inode; it is recognised by what it is. At a mount or sub-volume that was left alone the
/// directory names another inode than the one that is seen. Anything else was made since; where a
/// plain file's number was used again, settling it finds that out.
bool ReplayRounds::belongs(int fd, const Record& record, const PresentNames::Name& present) const {
    if (task_.direction == Direction::apply) {
        return true;
    }
    if (is_replaced(record)) {
        return is_still_there(disk_.reader, fd, record);
    }
    if (record.is_left_alone) {
        return is_still_there(disk_.reader, fd, record) ||
               is_boundary(disk_.reader, fd, record.name);
    }
    const bool is_plain = record.directory_id == 0 && !record.is_linked;
    return is_plain ? present.inode == record.identity.inode
                    : is_still_there(disk_.reader, fd, record);
}

base::Result<void> ReplayRounds::match(const Node& node, int fd, PresentNames& present,
                                       const UseRecord& use, const UseUnknown& unknown) {
    RunReader* const run = reader();
    if (run == nullptr) {
        return {}; // the run has ended
    }
    std::vector<std::int64_t> batches;
    if (node.record) {
        PERMAP_TRY_ASSIGN(batches, run->batches_of(node.record->directory_id));
    }
    std::set<std::string> temporaries; // names at which replacements may stand
    for (const std::int64_t batch : batches) {
        PERMAP_TRY_ASSIGN(const std::vector<Record> records, run->read_batch(batch));
        for (const Record& record : records) {
            PresentNames::Name* const name = present.find(record.name);
            if (is_replaced(record) && !record.is_left_alone) {
                temporaries.insert(temporary_name(task_.temporary_prefix, record.name));
                if (name == nullptr) {
                    clear_abandoned(node, fd, record);
                }
            }
            if (name != nullptr && belongs(fd, record, *name)) {
                name->is_known = true;
                use(record, record.name);
            }
        }
    }
    std::vector<const PresentNames::Name*> prefixed;
    for (const PresentNames::Name& name : present.all()) {
        if (is_temporary(name)) {
            prefixed.push_back(&name);
        }
        if (name.is_known || is_temporary(name)) {
            continue;
        }
        if (!is_hidden(node, fd, name.name)) {
            unknown(name);
        }
        if (task_.direction == Direction::undo) { // it may be what was moved here
            temporaries.insert(temporary_name(task_.temporary_prefix, name.name));
        }
    }
    // who saw one such name could make others, and nobody would look at them
    for (const PresentNames::Name* const name : prefixed) {
        if (!name->is_known && !temporaries.contains(name->name)) {
            unknown(*name);
        }
    }
    return {};
}

/// Whether the name is none of the entries. One that cannot be looked at is a problem of its own.
bool ReplayRounds::is_hidden(const Node& node, int fd, const std::string& name) {
    const base::Result<bool> holds =
        holds_metadata(disk_.reader, task_, fd, name, /*is_in_root=*/!node.parent);
    if (!holds) {
        fail(node.directory->path_of(name), holds.error());
    }
    return holds.value_or(true);
}

/// An attempt that was ended in the middle has left something at the temporary name of an entry
/// that somebody removed since.
void ReplayRounds::clear_abandoned(const Node& node, int fd, const Record& record) {
    const base::Result<void> cleared = clear_temporary(disk_, task_, fd, record.name, record);
    if (!cleared) {
        fail(node.directory->path_of(record.name), cleared.error());
    }
}

bool ReplayRounds::is_temporary(const PresentNames::Name& name) const {
    return name.name.starts_with(task_.temporary_prefix);
}

} // namespace permap::mapper
