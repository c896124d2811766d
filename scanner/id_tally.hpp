// SPDX-License-Identifier: Apache-2.0
// IdTally: how many entries of a tree have which id. Its memory is bounded, whatever is in the
// tree, and what it holds in the end does not depend on the order in which the entries came.
#pragma once

#include "codec/facts.hpp"
#include "scanner/counted_id.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// What one worker counts in one batch of entries of one directory; for one thread.
class IdBatch final : public IdCounter {
public:
    /// What is counted from now on belongs to this entry. Both live until the batch is merged.
    void begin(std::string_view name, const codec::Facts& facts);

    /// An id that an entry has twice, as owner and in an ACL, counts once.
    void count(IdKey id, Matches matches) override;

private:
    friend class IdTally;
    struct Count {
        std::uint64_t entries = 0;
        std::uint64_t matching = 0;
        const codec::Facts* last = nullptr;  ///< of the last entry that had it
        const codec::Facts* first = nullptr; ///< of the one with the smallest name that matches
        std::string_view first_name = {};
    };

    std::string_view name_;
    const codec::Facts* facts_ = nullptr;
    std::map<IdKey, Count> counts_;
};

class IdTally {
public:
    /// Ids of each kind that are kept: the smallest. With paths, 20 MB for each kind at most.
    static constexpr std::size_t kMostIds = 16384;
    /// The path of an example that is longer is not kept.
    static constexpr std::size_t kLongestPath = 1024;

    /// `path_of` makes the path of a name in the batch. Any thread.
    void merge(const IdBatch& batch, const std::function<std::string(std::string_view)>& path_of);

    // After the walk.
    /// Ids that an entry with the match has, by kind, then by id.
    [[nodiscard]] std::vector<CountedId> counted() const;
    /// How often an entry matched under an id that is not kept.
    [[nodiscard]] std::uint64_t not_kept() const;

private:
    using Counts = std::map<std::uint32_t, CountedId>;

    /// The count of an id, new where there was none; null where there is no room for it.
    CountedId* find_or_make(IdKey key);

    mutable std::mutex mutex_;
    Counts users_;               ///< guarded by mutex_
    Counts groups_;              ///< guarded by mutex_
    std::uint64_t not_kept_ = 0; ///< guarded by mutex_
};

} // namespace permap::scanner
