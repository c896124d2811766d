// SPDX-License-Identifier: Apache-2.0
#include "scanner/manifest_rows.hpp"

#include <algorithm>
#include <compare>

namespace permap::scanner {
namespace {

/// One row for each entry would cost more than reading it; one for each directory would have all of
/// a huge one in memory when rows of several batches are merged.
constexpr std::size_t kEntriesOfRow = 64;

/// The path up to the name, where the one before it begins so too.
std::size_t shared_length(std::string_view before, std::string_view path, std::string_view name) {
    const std::string_view within = path.substr(0, path.size() - name.size());
    return before.starts_with(within) ? within.size() : 0;
}

} // namespace

void ManifestBatch::add(const codec::ManifestEntry& entry) {
    paths_ += entry.path;
    codec::pack_fields(entry, fields_);
    ends_.push_back({.path = paths_.size(), .fields = fields_.size()});
}

void ManifestBatch::add(std::string_view path, std::string_view fields) {
    paths_ += path;
    fields_.packed(fields);
    ends_.push_back({.path = paths_.size(), .fields = fields_.size()});
}

std::string_view ManifestBatch::path_at(std::size_t at) const {
    const std::size_t begin = at == 0 ? 0 : ends_[at - 1].path;
    return std::string_view(paths_).substr(begin, ends_[at].path - begin);
}

std::string_view ManifestBatch::fields_at(std::size_t at) const {
    const std::size_t begin = at == 0 ? 0 : ends_[at - 1].fields;
    return fields_.bytes().substr(begin, ends_[at].fields - begin);
}

void ManifestBatch::unpack(std::size_t at, codec::ManifestEntry& entry) const {
    entry.path = path_at(at);
    base::ByteReader fields(fields_at(at));
    codec::unpack_fields(fields, entry);
}

/// By place, and what says the same path twice by what it says.
std::vector<ManifestBatch::Item> ManifestBatch::sorted() const {
    std::vector<Item> items;
    items.reserve(ends_.size());
    for (std::size_t at = 0; at < size(); ++at) {
        items.push_back({path_at(at), codec::place_of(path_at(at)), fields_at(at)});
    }
    const auto is_before = [](const Item& left, const Item& right) {
        const std::strong_ordering order = codec::compare_places(left.place, right.place);
        return std::is_lt(order) || (std::is_eq(order) && left.fields < right.fields);
    };
    if (!std::ranges::is_sorted(items, is_before)) { // a baseline mostly is
        std::ranges::sort(items, is_before);
    }
    return items;
}

/// Mostly all are of one directory, which is written once.
std::vector<ManifestBatch::Row> ManifestBatch::rows() const {
    std::vector<Row> rows;
    base::ByteWriter bytes;
    std::string_view before;
    std::size_t in_row = 0;
    for (const Item& item : sorted()) {
        if (in_row == 0) {
            rows.push_back({.key = codec::manifest_key(item.path), .bytes = {}});
            before = {};
        }
        const std::size_t shared = shared_length(before, item.path, item.place.name);
        bytes.number(shared);
        bytes.text(item.path.substr(shared));
        bytes.text(item.fields);
        before = item.path;
        if (++in_row == kEntriesOfRow) {
            rows.back().bytes = bytes.take();
            in_row = 0;
        }
    }
    if (in_row > 0) {
        rows.back().bytes = bytes.take();
    }
    return rows;
}

void ManifestBatch::clear() {
    paths_.clear();
    fields_ = {};
    ends_.clear();
}

bool ManifestRow::advance() {
    if (reader_.is_at_end()) {
        return false;
    }
    const std::size_t shared = reader_.number();
    path_.resize(std::min(shared, path_.size()));
    path_ += reader_.view();
    place_ = codec::place_of(path_);
    fields_ = reader_.view();
    return !reader_.is_damaged();
}

} // namespace permap::scanner
