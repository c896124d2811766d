// SPDX-License-Identifier: Apache-2.0
#include "report/tally.hpp"

#include "scanner/rule.hpp"

namespace permap::report {

void Tally::add(scanner::Finding finding) {
    {
        const std::lock_guard lock(mutex_);
        if (finding.waiver) {
            ++counts_.waived;
            counts_.waived_rules.emplace(finding.rule->id);
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
    counts_.blockers[severity] += finding.is_blocker ? 1 : 0;
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

std::uint64_t failing(const FindingCounts& counts, const FailOn& fail_on) {
    std::uint64_t count = 0;
    for (std::size_t at = 0; at < counts.by_severity.size(); ++at) {
        const auto severity = static_cast<scanner::Severity>(at);
        if (fail_on.any && severity >= *fail_on.any) {
            count += counts.by_severity[at];
        } else if (fail_on.fresh && severity >= *fail_on.fresh) {
            count += counts.by_severity[at] - counts.unchanged[at];
        } else {
            count += counts.blockers[at];
        }
    }
    return count;
}

} // namespace permap::report
