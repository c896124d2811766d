// SPDX-License-Identifier: Apache-2.0
// SortedSpool: takes rows in any order from many threads and hands them out ordered by key, in flat
// memory: a temporary SQLite database, which goes with the object.
#pragma once

#include "base/result.hpp"
#include "base/sqlite.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace permap::base {

class SortedSpool {
public:
    [[nodiscard]] static Result<SortedSpool> create();
    SortedSpool(SortedSpool&& other) noexcept;
    SortedSpool& operator=(SortedSpool&&) = delete;
    SortedSpool(const SortedSpool&) = delete;
    SortedSpool& operator=(const SortedSpool&) = delete;
    ~SortedSpool() = default;

    /// Any thread. The first error is remembered and told by `next`.
    void add(std::string_view key, std::string_view value);

    struct Row {
        std::string key;
        std::string value;
    };

    /// The next row, ordered by the bytes of the keys and, where those are equal, of the values;
    /// nothing after the last one. After the last add, from one thread.
    [[nodiscard]] Result<std::optional<Row>> next();
    /// Begins again with the first one.
    void rewind() { select_.reset(); }

private:
    SortedSpool() = default;

    std::mutex mutex_;
    Database database_; ///< guarded by mutex_
    Statement insert_;  ///< guarded by mutex_
    std::optional<Statement> select_;
    Result<void> state_;
};

} // namespace permap::base
