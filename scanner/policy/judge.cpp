// SPDX-License-Identifier: Apache-2.0
#include "scanner/policy/judge.hpp"

#include "scanner/entry_finding.hpp"
#include "scanner/rule.hpp"

namespace permap::scanner {
namespace {

Finding about_waiver(std::string_view rule, const PolicyWaiver& waiver,
                     const codec::ManifestEntry& root) {
    Finding finding = finding_about(rule, root);
    finding.evidence = {{"policy", waiver.where},
                        {"rule", std::string(waiver.rule->id)},
                        {"pattern", waiver.pattern},
                        {"owner", waiver.waiver->owner},
                        {"reason", waiver.waiver->reason}};
    if (!waiver.waiver->expires.empty()) {
        finding.evidence.emplace_back("expires", waiver.waiver->expires);
    }
    return finding;
}

/// Whether what the waiver is about was left out, its pattern taken for a path: what a `*` in it
/// stands for, and where a bare name is, nobody knows.
bool is_left_out(const PolicyWaiver& waiver, const Excludes& excludes) {
    return excludes.leaves_out(waiver.path.text(), codec::Kind::directory);
}

} // namespace

Judge::Judge(const Policy& policy, std::chrono::year_month_day today, FindingSink& next)
    : policy_(policy), today_(today), next_(next), used_(policy.waivers.size()) {
}

bool Judge::has_expired(const PolicyWaiver& waiver) const {
    return waiver.expires && *waiver.expires < today_;
}

void Judge::add(Finding finding) {
    if (const auto at = policy_.rules.find(finding.rule); at != policy_.rules.end()) {
        if (!at->second.is_on) {
            return;
        }
        finding.severity = at->second.severity.value_or(finding.severity);
    }
    for (std::size_t at = 0; at < policy_.waivers.size(); ++at) {
        const PolicyWaiver& waiver = policy_.waivers[at];
        if (waiver.rule != finding.rule || !waiver.path.matches_path(finding.path, finding.kind)) {
            continue;
        }
        used_[at].store(true, std::memory_order_relaxed);
        if (!finding.waiver && !has_expired(waiver)) {
            finding.waiver = waiver.waiver;
        }
    }
    // The more severe one about the same object may be off or waived: each stands for itself.
    finding.is_primary = true;
    next_.add(std::move(finding));
}

void Judge::add_about(std::string_view rule, const PolicyWaiver& waiver,
                      const codec::ManifestEntry& root, bool has_baseline) {
    Finding finding = about_waiver(rule, waiver, root);
    if (has_baseline) {
        finding.baseline_state = BaselineState::is_new; // a baseline knows no waivers
    }
    add(std::move(finding));
}

void Judge::judge_waivers(const codec::ManifestEntry& root, const Excludes& excludes,
                          bool has_baseline) {
    for (const PolicyWaiver& waiver : policy_.waivers) {
        if (has_expired(waiver)) {
            add_about("waiver-expired", waiver, root, has_baseline);
        }
    }
    for (std::size_t at = 0; at < policy_.waivers.size(); ++at) { // others may cover those above
        const PolicyWaiver& waiver = policy_.waivers[at];
        if (!has_expired(waiver) && !used_[at] && !is_left_out(waiver, excludes)) {
            add_about("waiver-unused", waiver, root, has_baseline);
        }
    }
}

} // namespace permap::scanner
