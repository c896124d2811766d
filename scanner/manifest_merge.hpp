// SPDX-License-Identifier: Apache-2.0
// ManifestMerge: the entries of sorted rows, in order. A thread merges the rows that overlap and
// stays a little ahead of who asks, so that both can be at work.
#pragma once

#include "base/bounded_queue.hpp"
#include "base/sorted_spool.hpp"
#include "scanner/manifest_rows.hpp"

#include <memory>
#include <thread>
#include <vector>

namespace permap::scanner {

class ManifestMerge {
public:
    /// Begins where `rows` are, which outlive it and are its alone meanwhile.
    explicit ManifestMerge(base::SortedSpool& rows);
    ManifestMerge(const ManifestMerge&) = delete;
    ManifestMerge& operator=(const ManifestMerge&) = delete;
    ~ManifestMerge() { merged_.close(); }

    /// The next entry, until the next call; null after the last one. From one thread.
    [[nodiscard]] base::Result<const codec::ManifestEntry*> next();

private:
    using RowPtr = std::unique_ptr<ManifestRow>;

    /// The thread: up to the last row, an error, or the end of this object.
    [[nodiscard]] base::Result<void> merge();
    /// Sets `ahead_`.
    [[nodiscard]] base::Result<void> read_ahead();
    /// Opens all rows that have the next entry or one before it.
    [[nodiscard]] base::Result<void> open_rows();
    /// The first entry is done with.
    void advance_first();

    ManifestBatch batch_; ///< what `next` hands out
    std::size_t at_ = 0;  ///< the next one of it
    codec::ManifestEntry entry_;

    base::BoundedQueue<base::Result<ManifestBatch>> merged_;

    // The thread's.
    base::SortedSpool& rows_;
    RowPtr ahead_; ///< the next row; null after the last one
    /// Those that overlap: a heap, the one with the first entry in front.
    std::vector<RowPtr> open_;
    std::jthread thread_; ///< last: it uses all of the above
};

} // namespace permap::scanner
