// SPDX-License-Identifier: Apache-2.0
#include "scanner/manifest_spool.hpp"

#include <optional>
#include <utility>

namespace permap::scanner {
namespace {

/// A manifest that goes into each directory at once has entries of many directories side by side:
/// the more are sorted together, the fewer rows overlap.
constexpr std::size_t kFedAtOnce = 1024;

/// Batches that were not sorted yet.
constexpr std::size_t kMostWaiting = 4;

} // namespace

base::Result<ManifestSpool> ManifestSpool::create() {
    PERMAP_TRY_ASSIGN(base::SortedSpool rows, base::SortedSpool::create());
    return ManifestSpool(std::move(rows));
}

void ManifestSpool::add(const ManifestBatch& batch) {
    for (const ManifestBatch::Row& row : batch.rows()) {
        rows_->add(row.key, row.bytes);
    }
}

void ManifestSpool::add_unseen(std::string path) {
    const std::lock_guard lock(*mutex_);
    unseen_.insert(std::move(path));
}

void ManifestSpool::rewind() {
    merge_.reset();
    rows_->rewind();
}

base::Result<const codec::ManifestEntry*> ManifestSpool::next() {
    if (!merge_) {
        merge_ = std::make_unique<ManifestMerge>(*rows_);
    }
    return merge_->next();
}

ManifestFeed::ManifestFeed(ManifestSpool& into)
    : queue_(kMostWaiting), thread_([this, &into] {
          while (const std::optional<ManifestBatch> batch = queue_.pop()) {
              into.add(*batch);
          }
      }) {
}

ManifestFeed::~ManifestFeed() {
    queue_.push(std::move(batch_));
    queue_.close();
}

void ManifestFeed::add(const codec::ManifestEntry& entry) {
    batch_.add(entry);
    if (batch_.size() == kFedAtOnce) {
        queue_.push(std::exchange(batch_, {}));
    }
}

} // namespace permap::scanner
