// SPDX-License-Identifier: Apache-2.0
// SortedSpool: takes rows in any order from many threads and hands them out ordered by key, in flat
// memory: a temporary SQLite database, which goes with the object.
#pragma once

#include "base/result.hpp"
#include "base/sqlite.hpp"

#include <functional>
#include <mutex>
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

    /// Any thread. The first error is remembered and told by `for_each`.
    void add(std::string_view key, std::string_view value);

    /// All rows, ordered by the bytes of their keys and, where those are equal, of their values;
    /// until `use` says false. After the last add, from one thread.
    [[nodiscard]] Result<void>
    for_each(const std::function<bool(std::string_view key, std::string_view value)>& use);

private:
    SortedSpool() = default;

    std::mutex mutex_;
    Database database_; ///< guarded by mutex_
    Statement insert_;  ///< guarded by mutex_
    Result<void> state_;
};

} // namespace permap::base
