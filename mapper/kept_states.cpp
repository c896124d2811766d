// SPDX-License-Identifier: Apache-2.0
#include "mapper/kept_states.hpp"

namespace permap::mapper {
namespace {

/// A row of a directory has its number; one of a file that was refused stands above all those.
constexpr std::uint64_t kKeptFile = std::uint64_t{1} << 62U;

/// In a row of a directory, which never is an excluded one.
bool& is_open(Record& row) {
    return row.is_left_alone;
}

} // namespace

base::Result<void> KeptStates::load(RunReader& reader) {
    PERMAP_TRY_ASSIGN(std::vector<Record> rows, reader.kept_states());
    const std::lock_guard lock(mutex_);
    directories_.clear();
    opened_.clear();
    for (Record& row : rows) {
        if (row.directory_id >= kKeptFile) {
            files_.insert(row.identity);
        } else {
            Directory& directory = directories_[row.directory_id];
            directory.kept = {row.old_state, is_open(row)};
            directory.row = std::move(row);
        }
    }
    return {};
}

const KeptState* KeptStates::find(const Record& directory) {
    const std::lock_guard lock(mutex_);
    const auto at = directories_.find(directory.directory_id); // what is in a map stays where it is
    return at == directories_.end() ? nullptr : &at->second.kept;
}

base::Result<void> KeptStates::keep(const Record& directory, const codec::DiskState& now) {
    Record row = directory;
    row.old_state = now;
    row.wanted = now;
    is_open(row) = false;
    const std::lock_guard lock(mutex_);
    directories_.insert_or_assign(directory.directory_id, Directory{row, {now}});
    return run_.keep_state(row);
}

base::Result<void> KeptStates::forget(const Record& directory) {
    const std::lock_guard lock(mutex_);
    directories_.erase(directory.directory_id);
    return run_.forget_state(directory.directory_id);
}

void KeptStates::note_opened(const Record& directory) {
    const std::lock_guard lock(mutex_);
    if (directories_.contains(directory.directory_id)) {
        opened_.insert(directory.directory_id);
    }
}

bool KeptStates::has_opened() {
    const std::lock_guard lock(mutex_);
    return !opened_.empty();
}

base::Result<void> KeptStates::keep_opened() {
    const std::lock_guard lock(mutex_);
    for (const std::uint64_t id : opened_) {
        Directory& directory = directories_.at(id);
        directory.kept.is_open = true;
        is_open(directory.row) = true;
        PERMAP_TRY(run_.keep_state(directory.row));
    }
    opened_.clear();
    return {};
}

bool KeptStates::has_file(const Record& file) {
    const std::lock_guard lock(mutex_);
    return files_.contains(file.identity);
}

base::Result<void> KeptStates::keep_file(const Record& file) {
    const std::lock_guard lock(mutex_);
    if (!files_.insert(file.identity).second) {
        return {};
    }
    Record row = file;
    row.directory_id = kKeptFile + file.identity.inode % kKeptFile;
    return run_.keep_state(row);
}

} // namespace permap::mapper
