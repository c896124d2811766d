// SPDX-License-Identifier: Apache-2.0
// The rows of a ManifestSpool: each some entries in order, packed. ManifestBatch makes them,
// ManifestRow reads one.
#pragma once

#include "base/bytes.hpp"
#include "codec/manifest_entry.hpp"
#include "codec/manifest_order.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// Collects entries in any order, packed as they come: a tree has more of them than memory.
class ManifestBatch {
public:
    void add(const codec::ManifestEntry& entry);
    /// One that is packed already.
    void add(std::string_view path, std::string_view fields);

    struct Row {
        std::string key; ///< of its first entry
        std::string bytes;
    };
    /// All that was added, in order. A huge directory's batches overlap, and rows that overlap are
    /// open together: so none is long.
    [[nodiscard]] std::vector<Row> rows() const;

    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    /// The entry that was added at this place, with the memory of `entry`.
    void unpack(std::size_t at, codec::ManifestEntry& entry) const;
    void clear();

private:
    /// Where an entry ends in `paths_` and `fields_`.
    struct End {
        std::size_t path;
        std::size_t fields;
    };
    struct Item {
        std::string_view path;
        codec::Place place;
        std::string_view fields;
    };

    [[nodiscard]] std::string_view path_at(std::size_t at) const;
    [[nodiscard]] std::string_view fields_at(std::size_t at) const;
    [[nodiscard]] std::vector<Item> sorted() const;

    std::string paths_;
    base::ByteWriter fields_;
    std::vector<End> ends_;
};

/// Hands out the entries of a row, one after the other and still packed.
class ManifestRow {
public:
    explicit ManifestRow(std::string bytes) : bytes_(std::move(bytes)), reader_(bytes_) {}
    ManifestRow(const ManifestRow&) = delete;
    ManifestRow& operator=(const ManifestRow&) = delete;

    /// Goes to the next entry, at first to the first one. False after the last one.
    [[nodiscard]] bool advance();
    [[nodiscard]] std::string_view path() const { return path_; }
    [[nodiscard]] const codec::Place& place() const { return place_; }
    [[nodiscard]] std::string_view fields() const { return fields_; }

private:
    std::string bytes_;
    base::ByteReader reader_; ///< of bytes_
    std::string path_;
    codec::Place place_; ///< of path_
    std::string_view fields_;
};

} // namespace permap::scanner
