// SPDX-License-Identifier: Apache-2.0
#include "base/sorted_spool.hpp"

namespace permap::base {
namespace {

/// Nothing of it outlives the process, so nothing has to be durable. The sorter keeps as much in
/// memory as the cache of the table, 4 MiB, and merges runs from a file beyond that: a check has
/// two spools.
constexpr const char* kSetUp = R"sql(
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -4096;
    CREATE TABLE rows (key BLOB NOT NULL, value BLOB NOT NULL);
    BEGIN;
)sql";

Error of_the_spool(Error error) {
    error.operation = "sort in a temporary file";
    return error;
}

} // namespace

Result<SortedSpool> SortedSpool::create() {
    SortedSpool spool;
    Result<Database> database = Database::open_temporary();
    if (!database) {
        return tl::unexpected(of_the_spool(database.error()));
    }
    spool.database_ = std::move(*database);
    Result<void> done = spool.database_.execute(kSetUp);
    Result<Statement> insert = spool.database_.prepare("INSERT INTO rows VALUES (?, ?)");
    if (!done || !insert) {
        return tl::unexpected(of_the_spool(done ? insert.error() : done.error()));
    }
    spool.insert_ = std::move(*insert);
    return spool;
}

SortedSpool::SortedSpool(SortedSpool&& other) noexcept
    : database_(std::move(other.database_)), insert_(std::move(other.insert_)),
      state_(std::move(other.state_)) {
}

void SortedSpool::add(std::string_view key, std::string_view value) {
    const std::lock_guard lock(mutex_);
    if (!state_) {
        return;
    }
    insert_.bind_blob(1, key).bind_blob(2, value);
    state_ = insert_.run();
}

Result<std::optional<SortedSpool::Row>> SortedSpool::next() {
    PERMAP_TRY(state_.map_error(of_the_spool));
    if (!select_) {
        Result<Statement> select =
            database_.prepare("SELECT key, value FROM rows ORDER BY key, value");
        if (!select) {
            return tl::unexpected(of_the_spool(select.error()));
        }
        select_ = std::move(*select);
    }
    const Result<bool> has_row = select_->step();
    if (!has_row) {
        return tl::unexpected(of_the_spool(has_row.error()));
    }
    return *has_row ? std::optional(Row{select_->bytes(0), select_->bytes(1)}) : std::nullopt;
}

} // namespace permap::base
