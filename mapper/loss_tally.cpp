// SPDX-License-Identifier: Apache-2.0
#include "mapper/loss_tally.hpp"

namespace permap::mapper {

void LossTally::add(const std::vector<codec::Loss>& losses, const std::string& path,
                    const codec::Facts& facts) {
    const std::lock_guard lock(mutex_);
    for (const codec::Loss loss : losses) {
        Row& row = rows_.at(static_cast<std::size_t>(loss));
        row.loss = loss;
        if (row.entries == 0 || path < row.path) {
            row.path = path;
            row.facts = facts;
        }
        ++row.entries;
    }
}

std::vector<LossTally::Row> LossTally::rows() const {
    const std::lock_guard lock(mutex_);
    std::vector<Row> found;
    for (const Row& row : rows_) {
        if (row.entries > 0) {
            found.push_back(row);
        }
    }
    return found;
}

} // namespace permap::mapper
