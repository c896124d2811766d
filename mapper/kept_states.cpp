// SPDX-License-Identifier: Apache-2.0
#include "mapper/kept_states.hpp"

namespace permap::mapper {
namespace {

/// A row of a planned directory has its number; one of a directory that the plan does not know
/// stands above all those, and one of a file that was refused above these.
constexpr std::uint64_t kUnknown = std::uint64_t{1} << 61U;
constexpr std::uint64_t kFile = std::uint64_t{1} << 62U;

std::string pack(const Record& row) {
    return serialize({&row, 1});
}

std::optional<Record> unpack(const std::string& bytes) {
    const base::Result<std::vector<Record>> rows = parse_records(bytes);
    return rows && rows->size() == 1 ? std::optional(rows->front()) : std::nullopt;
}

/// In a row, of which none is of an excluded directory.
bool& is_open(Record& row) {
    return row.is_left_alone;
}

} // namespace

Record record_of_unknown(const codec::Facts& facts) {
    Record record;
    record.identity = facts.identity;
    record.old_state = facts.state;
    record.wanted = facts.state;
    record.atime = facts.atime;
    record.mtime = facts.mtime;
    record.directory_id = kUnknown + facts.identity.inode % kUnknown;
    return record;
}

base::Result<void> KeptStates::load(RunReader& reader) {
    PERMAP_TRY_ASSIGN(const std::vector<Record> rows, reader.kept_states());
    const std::lock_guard lock(mutex_);
    rows_.clear();
    for (const Record& row : rows) {
        if (row.directory_id >= kFile) {
            files_.insert(row.identity);
        } else {
            rows_.insert_or_assign(row.directory_id, pack(row));
        }
    }
    return {};
}

std::optional<KeptState> KeptStates::find(const Record& directory) {
    const std::lock_guard lock(mutex_);
    const auto at = rows_.find(directory.directory_id);
    std::optional<Record> row = at == rows_.end() ? std::nullopt : unpack(at->second);
    if (!row || row->identity != directory.identity) { // a number used again
        return std::nullopt;
    }
    const bool was_opened = is_open(*row);
    return KeptState{std::move(row->old_state), row->atime, row->mtime, was_opened};
}

bool KeptStates::has_unknown() {
    const std::lock_guard lock(mutex_);
    return rows_.lower_bound(kUnknown) != rows_.end();
}

base::Result<void> KeptStates::keep(const Record& directory, const codec::DiskState& now) {
    Record row = directory;
    row.old_state = now;
    row.wanted = now;
    is_open(row) = false;
    const std::lock_guard lock(mutex_);
    rows_.insert_or_assign(row.directory_id, pack(row));
    return run_.keep_state(row);
}

base::Result<void> KeptStates::forget(const Record& directory) {
    const std::lock_guard lock(mutex_);
    rows_.erase(directory.directory_id);
    return run_.forget_state(directory.directory_id);
}

void KeptStates::note_opened(const Record& directory) {
    const std::lock_guard lock(mutex_);
    if (rows_.contains(directory.directory_id)) {
        opened_.insert(directory.directory_id);
    }
}

bool KeptStates::has_opened() {
    const std::lock_guard lock(mutex_);
    return !opened_.empty();
}

base::Result<void> KeptStates::keep_opened() {
    const std::lock_guard lock(mutex_);
    for (const std::uint64_t id : std::exchange(opened_, {})) {
        std::optional<Record> row = unpack(rows_[id]);
        if (id >= kUnknown || !row) {
            rows_.erase(id);
            PERMAP_TRY(run_.forget_state(id));
            continue;
        }
        is_open(*row) = true;
        rows_[id] = pack(*row);
        PERMAP_TRY(run_.keep_state(*row));
    }
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
    row.directory_id = kFile + file.identity.inode % kFile;
    return run_.keep_state(row);
}

} // namespace permap::mapper
