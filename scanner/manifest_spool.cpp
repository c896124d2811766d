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

/// A row, and where handing out its entries has come to.
struct OpenRow {
    std::vector<codec::ManifestEntry> entries;
    std::size_t next = 0;
    std::string key; ///< of the next one

    void note_key() { key = codec::manifest_key(entries[next].path); }
    [[nodiscard]] bool is_at_end() const { return next == entries.size(); }
};

OpenRow open_row(std::string_view bytes) {
    base::ByteReader reader(bytes);
    OpenRow row;
    while (!reader.is_at_end() && !reader.is_damaged()) {
        if (std::optional<codec::ManifestEntry> entry = codec::unpack_entry(reader.text())) {
            row.entries.push_back(std::move(*entry));
        }
    }
    return row;
}

/// Merges rows that come ordered by their first keys. Only those that overlap are open at once.
class Merge {
public:
    explicit Merge(const std::function<bool(codec::ManifestEntry)>& use) : use_(use) {}

    /// False when no more is wanted.
    bool add(std::string_view key, std::string_view bytes) {
        while (!open_.empty() && open_.front().key < key) {
            if (!hand_out_first()) {
                return false;
            }
        }
        push(open_row(bytes));
        return true;
    }

    void finish() {
        while (!open_.empty() && hand_out_first()) {
        }
    }

private:
    static bool is_later(const OpenRow& left, const OpenRow& right) { return left.key > right.key; }

    void push(OpenRow row) {
        if (row.is_at_end()) {
            return;
        }
        row.note_key();
        open_.push_back(std::move(row));
        std::ranges::push_heap(open_, is_later);
    }

    bool hand_out_first() {
        std::ranges::pop_heap(open_, is_later);
        OpenRow row = std::move(open_.back());
        open_.pop_back();
        const bool goes_on = use_(std::move(row.entries[row.next++]));
        push(std::move(row));
        return goes_on;
    }

    const std::function<bool(codec::ManifestEntry)>& use_;
    std::vector<OpenRow> open_; ///< a heap, the one with the smallest key first
};

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

base::Result<void>
ManifestSpool::for_each(const std::function<bool(codec::ManifestEntry entry)>& use) {
    Merge merge(use);
    bool goes_on = true;
    PERMAP_TRY(rows_.for_each([&](std::string_view key, std::string_view row) {
        goes_on = merge.add(key, row);
        return goes_on;
    }));
    if (goes_on) {
        merge.finish();
    }
    return {};
}

} // namespace permap::scanner
