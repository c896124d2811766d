// SPDX-License-Identifier: Apache-2.0
#include "scanner/manifest_spool.hpp"

#include "base/bytes.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace permap::scanner {
namespace {

/// One row for each entry would cost more than reading it; one for each directory would have all of
/// a huge one in memory when rows of several batches are merged.
constexpr std::size_t kEntriesOfRow = 64;

std::vector<codec::ManifestEntry> entries_of(std::string_view bytes) {
    base::ByteReader reader(bytes);
    std::vector<codec::ManifestEntry> entries;
    while (!reader.is_at_end() && !reader.is_damaged()) {
        if (std::optional<codec::ManifestEntry> entry = codec::unpack_entry(reader.text())) {
            entries.push_back(std::move(*entry));
        }
    }
    return entries;
}

} // namespace

base::Result<ManifestSpool> ManifestSpool::create() {
    PERMAP_TRY_ASSIGN(base::SortedSpool rows, base::SortedSpool::create());
    return ManifestSpool(std::move(rows));
}

void ManifestSpool::add(std::span<const codec::ManifestEntry> entries) {
    std::vector<std::pair<std::string, std::string>> packed;
    packed.reserve(entries.size());
    for (const codec::ManifestEntry& entry : entries) {
        packed.emplace_back(codec::manifest_key(entry.path), codec::pack_entry(entry));
    }
    std::ranges::sort(packed);
    for (std::size_t first = 0; first < packed.size(); first += kEntriesOfRow) {
        base::ByteWriter row;
        const std::size_t end = std::min(packed.size(), first + kEntriesOfRow);
        for (std::size_t i = first; i < end; ++i) {
            row.text(packed[i].second);
        }
        rows_.add(packed[first].first, row.take());
    }
}

void ManifestSpool::push(OpenRow row) {
    if (row.next == row.entries.size()) {
        return;
    }
    row.key = codec::manifest_key(row.entries[row.next].path);
    open_.push_back(std::move(row));
    std::ranges::push_heap(open_, is_later);
}

base::Result<void> ManifestSpool::open_rows() {
    if (!is_begun_) {
        PERMAP_TRY_ASSIGN(ahead_, rows_.next());
        is_begun_ = true;
    }
    while (ahead_ && (open_.empty() || ahead_->key <= open_.front().key)) {
        push({.entries = entries_of(ahead_->value), .next = 0, .key = {}});
        PERMAP_TRY_ASSIGN(ahead_, rows_.next());
    }
    return {};
}

void ManifestSpool::rewind() {
    rows_.rewind();
    open_.clear();
    is_begun_ = false;
}

base::Result<std::optional<codec::ManifestEntry>> ManifestSpool::next() {
    PERMAP_TRY(open_rows());
    if (open_.empty()) {
        return std::optional<codec::ManifestEntry>();
    }
    std::ranges::pop_heap(open_, is_later);
    OpenRow row = std::move(open_.back());
    open_.pop_back();
    std::optional<codec::ManifestEntry> entry = std::move(row.entries[row.next++]);
    push(std::move(row));
    return entry;
}

} // namespace permap::scanner
