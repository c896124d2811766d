// SPDX-License-Identifier: Apache-2.0
// LossTally: counts what a conversion will lose, by kind, and remembers the first entry of each.
// The same for any number of threads.
#pragma once

#include "codec/loss.hpp"

#include <array>
#include <mutex>
#include <string>
#include <vector>

namespace permap::mapper {

class LossTally {
public:
    struct Row {
        codec::Loss loss = {};
        std::uint64_t entries = 0;
        std::string path; ///< of the entry that comes first by its bytes
        codec::Facts facts;
    };

    void add(const std::vector<codec::Loss>& losses, const std::string& path,
             const codec::Facts& facts);

    /// One row for each kind that occurred, in the order of codec::Loss.
    [[nodiscard]] std::vector<Row> rows() const;

private:
    std::array<Row, codec::kLosses> rows_; ///< guarded by mutex_
    mutable std::mutex mutex_;
};

} // namespace permap::mapper
