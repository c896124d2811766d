// SPDX-License-Identifier: Apache-2.0
// ManifestSpool: the entries of a snapshot, taken in the order of the walk from many threads and
// handed out in the order of codec::manifest_key, in flat memory.
#pragma once

#include "base/bounded_queue.hpp"
#include "base/sorted_spool.hpp"
#include "scanner/manifest_merge.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

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
    explicit ManifestSpool(base::SortedSpool rows)
        : rows_(std::make_unique<base::SortedSpool>(std::move(rows))) {}

    /// Each some entries in order, under the key of the first; of `merge_` alone while there is
    /// one.
    std::unique_ptr<base::SortedSpool> rows_;
    std::unique_ptr<ManifestMerge> merge_; ///< from the first `next` on

    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
    std::set<std::string, std::less<>> unseen_; ///< guarded by mutex_
};

/// Entries into a spool one by one, from one thread; another one sorts them meanwhile. All are in
/// it when the feed is gone.
class ManifestFeed {
public:
    explicit ManifestFeed(ManifestSpool& into);
    ManifestFeed(const ManifestFeed&) = delete;
    ManifestFeed& operator=(const ManifestFeed&) = delete;
    ~ManifestFeed();

    void add(const codec::ManifestEntry& entry);

private:
    ManifestBatch batch_; ///< not handed on yet
    base::BoundedQueue<ManifestBatch> queue_;
    std::jthread thread_; ///< last: it uses the queue
};

} // namespace permap::scanner
