// SPDX-License-Identifier: Apache-2.0
// ManifestSpool: the entries of a snapshot, taken in the order of the walk from many threads and
// handed out in the order of codec::manifest_key, in flat memory.
#pragma once

#include "base/sorted_spool.hpp"
#include "codec/manifest_entry.hpp"

#include <functional>
#include <span>

namespace permap::scanner {

class ManifestSpool {
public:
    [[nodiscard]] static base::Result<ManifestSpool> create();

    /// Some entries of one directory. Any thread.
    void add(std::span<const codec::ManifestEntry> entries);

    /// All of them in order, until `use` says false. After the last add, from one thread.
    [[nodiscard]] base::Result<void>
    for_each(const std::function<bool(codec::ManifestEntry entry)>& use);

private:
    explicit ManifestSpool(base::SortedSpool rows) : rows_(std::move(rows)) {}

    base::SortedSpool rows_; ///< each some entries in order, under the key of the first
};

} // namespace permap::scanner
