// SPDX-License-Identifier: Apache-2.0
// ManifestSpool: the entries of a snapshot, taken in the order of the walk from many threads and
// handed out in the order of codec::manifest_key, in flat memory.
#pragma once

#include "base/sorted_spool.hpp"
#include "codec/manifest_entry.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace permap::scanner {

class ManifestSpool {
public:
    [[nodiscard]] static base::Result<ManifestSpool> create();

    /// Some entries of one directory. Any thread.
    void add(std::span<const codec::ManifestEntry> entries);

    /// The next entry in order; nothing after the last one. After the last add, from one thread.
    [[nodiscard]] base::Result<std::optional<codec::ManifestEntry>> next();
    /// Begins again with the first one.
    void rewind();

private:
    /// A row, and where handing out its entries has come to.
    struct OpenRow {
        std::vector<codec::ManifestEntry> entries;
        std::size_t next = 0;
        std::string key; ///< of the next one
    };

    explicit ManifestSpool(base::SortedSpool rows) : rows_(std::move(rows)) {}

    [[nodiscard]] static bool is_later(const OpenRow& left, const OpenRow& right) {
        return left.key > right.key;
    }
    /// Opens all rows that may have the next entry.
    [[nodiscard]] base::Result<void> open_rows();
    void push(OpenRow row);

    base::SortedSpool rows_; ///< each some entries in order, under the key of the first
    std::optional<base::SortedSpool::Row> ahead_;
    bool is_begun_ = false;
    /// Those that overlap, merged: a heap, the one with the smallest key first.
    std::vector<OpenRow> open_;
};

} // namespace permap::scanner
