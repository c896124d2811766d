// SPDX-License-Identifier: Apache-2.0
#include "scanner/manifest_merge.hpp"

#include <algorithm>
#include <compare>
#include <optional>
#include <utility>

namespace permap::scanner {
namespace {

/// Enough that the threads seldom wait for each other; some 100 KB.
constexpr std::size_t kMergedAtOnce = 1024;
/// Batches that nobody asked for yet.
constexpr std::size_t kMostAhead = 4;

bool is_later(const std::unique_ptr<ManifestRow>& left, const std::unique_ptr<ManifestRow>& right) {
    return std::is_gt(codec::compare_places(left->place(), right->place()));
}

} // namespace

ManifestMerge::ManifestMerge(base::SortedSpool& rows)
    : merged_(kMostAhead), rows_(rows), thread_([this] {
          const base::Result<void> done = merge();
          if (!done) {
              merged_.push(tl::unexpected(done.error()));
          }
          merged_.close();
      }) {
}

base::Result<const codec::ManifestEntry*> ManifestMerge::next() {
    if (at_ == batch_.size()) {
        std::optional<base::Result<ManifestBatch>> merged = merged_.pop();
        if (!merged) {
            return nullptr;
        }
        PERMAP_TRY_ASSIGN(batch_, std::move(*merged));
        at_ = 0;
    }
    batch_.unpack(at_++, entry_);
    return &entry_;
}

base::Result<void> ManifestMerge::merge() {
    ManifestBatch batch;
    PERMAP_TRY(read_ahead());
    for (;; advance_first()) {
        PERMAP_TRY(open_rows());
        const bool is_at_end = open_.empty();
        if (batch.size() == kMergedAtOnce || (is_at_end && batch.size() > 0)) {
            if (!merged_.push(std::exchange(batch, {}))) {
                return {};
            }
        }
        if (is_at_end) {
            return {};
        }
        batch.add(open_.front()->path(), open_.front()->fields());
    }
}

base::Result<void> ManifestMerge::read_ahead() {
    do {
        PERMAP_TRY_ASSIGN(std::optional<base::SortedSpool::Row> row, rows_.next());
        ahead_ = row ? std::make_unique<ManifestRow>(std::move(row->value)) : nullptr;
    } while (ahead_ && !ahead_->advance());
    return {};
}

base::Result<void> ManifestMerge::open_rows() {
    while (ahead_ && (open_.empty() || !is_later(ahead_, open_.front()))) {
        open_.push_back(std::move(ahead_));
        std::ranges::push_heap(open_, is_later);
        PERMAP_TRY(read_ahead());
    }
    return {};
}

void ManifestMerge::advance_first() {
    std::ranges::pop_heap(open_, is_later);
    if (open_.back()->advance()) {
        std::ranges::push_heap(open_, is_later);
    } else {
        open_.pop_back();
    }
}

} // namespace permap::scanner
