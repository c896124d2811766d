// SPDX-License-Identifier: Apache-2.0
// ManifestSpool: the entries of a snapshot, taken in the order of the walk from many threads and
// handed out in the order of codec::manifest_key, in flat memory.
#pragma once

#include "base/sorted_spool.hpp"
#include "scanner/manifest_rows.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace permap::scanner {

class ManifestSpool {
public:
    [[nodiscard]] static base::Result<ManifestSpool> create();

    /// Any entries: best those of one directory, whose rows overlap with few others. Any thread.
    void add(const ManifestBatch& batch);

    /// What is at this path and below it was not seen: a mount covers it, or it could not be read.
    /// So it is not missing. Any thread.
    void add_unseen(std::string path);
    /// Those places. After the last add.
    [[nodiscard]] const std::set<std::string, std::less<>>& unseen() const { return unseen_; }

    /// The next entry in order, until the next call; null after the last one. After the last add,
    /// from one thread.
    [[nodiscard]] base::Result<const codec::ManifestEntry*> next();
    /// Begins again with the first one.
    void rewind();

private:
    using RowPtr = std::unique_ptr<ManifestRow>;

    explicit ManifestSpool(base::SortedSpool rows) : rows_(std::move(rows)) {}

    /// Sets `ahead_`.
    [[nodiscard]] base::Result<void> read_ahead();
    /// What was handed out is done with.
    void advance_first();

    base::SortedSpool rows_; ///< each some entries in order, under the key of the first
    RowPtr ahead_;           ///< the next one; null after the last one
    bool is_begun_ = false;
    /// Those that overlap, merged: a heap, the one with the entry to hand out first.
    std::vector<RowPtr> open_;

    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
    std::set<std::string, std::less<>> unseen_; ///< guarded by mutex_
};

/// Entries into a spool one by one, from one thread; the last ones when it goes.
class ManifestFeed {
public:
    explicit ManifestFeed(ManifestSpool& into) : into_(into) {}
    ManifestFeed(const ManifestFeed&) = delete;
    ManifestFeed& operator=(const ManifestFeed&) = delete;
    ~ManifestFeed() { into_.add(batch_); }

    void add(const codec::ManifestEntry& entry);

private:
    ManifestSpool& into_;
    ManifestBatch batch_;
};

} // namespace permap::scanner
