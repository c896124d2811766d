// SPDX-License-Identifier: Apache-2.0
#include "report/smallest.hpp"

#include <algorithm>
#include <tuple>

namespace permap::report {

bool Smallest::wants(unsigned rank, std::size_t root, const std::string& path) const {
    if (lines_.size() < limit_) {
        return true;
    }
    return !lines_.empty() &&
           std::tie(rank, root, path) <=
               std::tie(lines_.back().rank, lines_.back().root, lines_.back().path);
}

void Smallest::offer(Line line) {
    const auto at = std::ranges::upper_bound(lines_, line);
    lines_.insert(at, std::move(line));
    if (lines_.size() > limit_) {
        lines_.pop_back();
    }
}

} // namespace permap::report
