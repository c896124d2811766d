// SPDX-License-Identifier: Apache-2.0
#include "scanner/manifest_spool.hpp"

#include <algorithm>
#include <compare>

namespace permap::scanner {
namespace {

/// A manifest that goes into each directory at once has entries of many directories side by side:
/// the more are sorted together, the fewer rows overlap.
constexpr std::size_t kFedAtOnce = 1024;

bool is_later(const std::unique_ptr<ManifestRow>& left, const std::unique_ptr<ManifestRow>& right) {
    return std::is_gt(codec::compare_places(left->place(), right->place()));
}

} // namespace

base::Result<ManifestSpool> ManifestSpool::create() {
    PERMAP_TRY_ASSIGN(base::SortedSpool rows, base::SortedSpool::create());
    return ManifestSpool(std::move(rows));
}

void ManifestSpool::add(const ManifestBatch& batch) {
    for (const ManifestBatch::Row& row : batch.rows()) {
        rows_.add(row.key, row.bytes);
    }
}

void ManifestSpool::add_unseen(std::string path) {
    const std::lock_guard lock(*mutex_);
    unseen_.insert(std::move(path));
}

base::Result<void> ManifestSpool::read_ahead() {
    do {
        PERMAP_TRY_ASSIGN(std::optional<base::SortedSpool::Row> row, rows_.next());
        ahead_ = row ? std::make_unique<ManifestRow>(std::move(row->value)) : nullptr;
    } while (ahead_ && !ahead_->advance());
    return {};
}

void ManifestSpool::advance_first() {
    std::ranges::pop_heap(open_, is_later);
    if (open_.back()->advance()) {
        std::ranges::push_heap(open_, is_later);
    } else {
        open_.pop_back();
    }
}

void ManifestSpool::rewind() {
    rows_.rewind();
    open_.clear();
    ahead_.reset();
    is_begun_ = false;
}

base::Result<const codec::ManifestEntry*> ManifestSpool::next() {
    if (!is_begun_) {
        PERMAP_TRY(read_ahead());
        is_begun_ = true;
    } else if (!open_.empty()) {
        advance_first();
    }
    while (ahead_ && (open_.empty() || !is_later(ahead_, open_.front()))) {
        open_.push_back(std::move(ahead_));
        std::ranges::push_heap(open_, is_later);
        PERMAP_TRY(read_ahead());
    }
    return open_.empty() ? nullptr : &open_.front()->entry();
}

void ManifestFeed::add(const codec::ManifestEntry& entry) {
    batch_.add(entry);
    if (batch_.size() == kFedAtOnce) {
        into_.add(batch_);
        batch_.clear();
    }
}

} // namespace permap::scanner
