// SPDX-License-Identifier: Apache-2.0
#include "report/tally.hpp"

#include "scanner/rule.hpp"

#include <algorithm>

namespace permap::report {

void Tally::add(scanner::Finding finding) {
    {
        const std::lock_guard lock(mutex_);
        if (finding.waiver) {
            ++counts_.waived;
        } else {
            count(finding);
        }
    }
    next_.add(std::move(finding));
}

void Tally::count(const scanner::Finding& finding) {
    const auto severity = static_cast<std::size_t>(finding.severity);
    ++counts_.by_severity[severity];
    if (finding.baseline_state == scanner::BaselineState::unchanged) {
        ++counts_.unchanged[severity];
    }
    const auto at = counts_.by_rule.find(finding.rule->id);
    if (at != counts_.by_rule.end()) {
        ++at->second;
    } else {
        counts_.by_rule.emplace(finding.rule->id, 1);
    }
}

FindingCounts Tally::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

SeverityCounts new_findings(const FindingCounts& counts) {
    SeverityCounts fresh = counts.by_severity;
    for (std::size_t at = 0; at < fresh.size(); ++at) {
        fresh[at] -= counts.unchanged[at];
    }
    return fresh;
}

bool has_findings_from(const SeverityCounts& counts, scanner::Severity least) {
    return std::any_of(counts.begin() + static_cast<std::ptrdiff_t>(least), counts.end(),
                       [](std::uint64_t count) { return count > 0; });
}

} // namespace permap::report
