// SPDX-License-Identifier: Apache-2.0
#include "scanner/rules/all.hpp"

#include <algorithm>
#include <vector>

namespace permap::scanner {
namespace {

std::vector<Rule> join_rows() {
    std::vector<Rule> all;
    for (const std::span<const Rule> rows :
         {leak_rows(), identity_rows(), mapped_rows(), metadata_file_rows(), conversion_rows(),
          share_rows(), drift_rows(), policy_rows()}) {
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

} // namespace

std::span<const Rule> rules() {
    static const std::vector<Rule> kAll = join_rows(); // findings point into it: never changes
    return kAll;
}

const Rule* find_rule(std::string_view id) {
    const std::span<const Rule> all = rules();
    const auto at = std::ranges::find(all, id, &Rule::id);
    return at == all.end() ? nullptr : &*at;
}

} // namespace permap::scanner
