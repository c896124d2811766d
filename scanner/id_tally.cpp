// SPDX-License-Identifier: Apache-2.0
#include "scanner/id_tally.hpp"

#include <algorithm>

namespace permap::scanner {
namespace {

Example example_of(std::string path, const codec::Facts& facts) {
    const codec::DiskState& state = facts.state;
    if (path.size() > IdTally::kLongestPath) {
        path.clear();
    }
    return {.path = std::move(path),
            .kind = state.kind,
            .mode = state.mode,
            .uid = state.uid.value,
            .gid = state.gid.value};
}

/// One that can be shown comes first, then the smaller path.
bool is_better(const Example& left, const Example& right) {
    return left.path.empty() == right.path.empty() ? left < right : !left.path.empty();
}

} // namespace

void IdBatch::begin(std::string_view name, const codec::Facts& facts) {
    name_ = name;
    facts_ = &facts;
}

void IdBatch::count(IdKey id, Matches matches) {
    Count& count = counts_[id];
    if (count.last == facts_) {
        return;
    }
    count.last = facts_;
    ++count.entries;
    if (matches == Matches::no) {
        return;
    }
    ++count.matching;
    if (count.first == nullptr || name_ < count.first_name) {
        count.first = facts_;
        count.first_name = name_;
    }
}

CountedId* IdTally::find_or_make(IdKey key) {
    Counts& counts = key.kind == IdKind::user ? users_ : groups_;
    if (const auto at = counts.find(key.id); at != counts.end()) {
        return &at->second;
    }
    // An id that is among the smallest in the end was so whenever it came: what is kept lost
    // nothing, whatever the order.
    if (counts.size() >= kMostIds) {
        const auto largest = std::prev(counts.end());
        if (largest->first < key.id) {
            return nullptr;
        }
        not_kept_ += largest->second.matching;
        counts.erase(largest);
    }
    return &counts.emplace(key.id, CountedId{.key = key}).first->second;
}

void IdTally::merge(const IdBatch& batch,
                    const std::function<std::string(std::string_view)>& path_of) {
    for (const auto& [key, more] : batch.counts_) {
        Example example;
        if (more.first != nullptr) {
            example = example_of(path_of(more.first_name), *more.first);
        }
        const std::lock_guard lock(mutex_);
        CountedId* const count = find_or_make(key);
        if (count == nullptr) {
            not_kept_ += more.matching;
            continue;
        }
        if (more.first != nullptr && (count->matching == 0 || is_better(example, count->example))) {
            count->example = std::move(example);
        }
        count->entries += more.entries;
        count->matching += more.matching;
    }
}

std::vector<CountedId> IdTally::counted() const {
    const std::lock_guard lock(mutex_);
    std::vector<CountedId> all;
    for (const Counts* const counts : {&users_, &groups_}) {
        for (const auto& [id, count] : *counts) {
            if (count.matching > 0) {
                all.push_back(count);
            }
        }
    }
    return all;
}

std::uint64_t IdTally::not_kept() const {
    const std::lock_guard lock(mutex_);
    return not_kept_;
}

} // namespace permap::scanner
