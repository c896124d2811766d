// SPDX-License-Identifier: Apache-2.0
#include "report/tally.hpp"

#include "scanner/rule.hpp"

#include <algorithm>

namespace permap::report {

void Tally::add(scanner::Finding finding) {
    {
        const std::lock_guard lock(mutex_);
        ++counts_.by_severity[static_cast<std::size_t>(finding.severity)];
        const auto at = counts_.by_rule.find(finding.rule->id);
        if (at != counts_.by_rule.end()) {
            ++at->second;
        } else {
            counts_.by_rule.emplace(finding.rule->id, 1);
        }
    }
    next_.add(std::move(finding));
}

FindingCounts Tally::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

bool has_findings_from(const FindingCounts& counts, scanner::Severity least) {
    const auto first = counts.by_severity.begin() + static_cast<std::ptrdiff_t>(least);
    return std::any_of(first, counts.by_severity.end(),
                       [](std::uint64_t count) { return count > 0; });
}

} // namespace permap::report
