// SPDX-License-Identifier: Apache-2.0
// TreeCounts: the rules that speak of a whole tree from counts by id: what they count on the way,
// and the findings in the end.
#pragma once

#include "scanner/id_tally.hpp"
#include "scanner/rule.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

class TreeCounts {
public:
    /// The rules of `enabled` that count.
    explicit TreeCounts(std::span<const Rule* const> enabled);

    /// Entries of one directory, for one thread. Their facts and names live until it is merged.
    class Batch {
    public:
        void add(const Examined& entry);

    private:
        friend class TreeCounts;
        explicit Batch(const std::vector<const Rule*>& rules)
            : rules_(rules), batches_(rules.size()) {}

        const std::vector<const Rule*>& rules_;
        std::vector<IdBatch> batches_; ///< one for each rule
    };

    [[nodiscard]] Batch begin() const { return Batch(rules_); }
    /// `path_of` makes the path of a name in the batch. Any thread.
    void merge(const Batch& batch, const std::function<std::string(std::string_view)>& path_of);

    // After the walk.
    void add_findings(const Identities* identities, FindingSink& sink) const;
    /// A sentence for each rule that had too many ids to tell them apart.
    [[nodiscard]] std::vector<std::string> remarks() const;

private:
    std::vector<const Rule*> rules_;
    std::deque<IdTally> tallies_; ///< one for each rule; own synchronisation
};

} // namespace permap::scanner
