// SPDX-License-Identifier: Apache-2.0
#include "scanner/entry_checks.hpp"

#include <algorithm>
#include <utility>

namespace permap::scanner {

EntryChecks::EntryChecks(std::span<const Rule* const> enabled) {
    for (const Rule* const rule : enabled) {
        if (rule->check != nullptr) {
            const unsigned group = rule->exclusive_group;
            all_.push_back({rule->check, rule, group == 0 ? 0 : 1U << group});
        }
    }
}

std::vector<RuleHit> EntryChecks::run(const Examined& entry) const {
    std::vector<RuleHit> hits;
    std::uint32_t groups_fired = 0;
    for (const EntryCheck& each : all_) {
        if ((groups_fired & each.group) != 0) {
            continue;
        }
        if (std::optional<Hit> hit = each.check(entry)) {
            groups_fired |= each.group;
            hits.push_back({each.rule, std::move(*hit)});
        }
    }
    if (hits.size() < 2) {
        return hits;
    }
    std::ranges::stable_sort(hits, std::ranges::greater(),
                             [](const RuleHit& hit) { return hit.hit.severity; });
    return hits;
}

void add_findings(std::vector<RuleHit> hits, const std::string& path, const Examined& entry,
                  FindingSink& sink) {
    bool is_primary = true;
    for (RuleHit& hit : hits) {
        Finding finding = make_finding(*hit.rule, std::move(hit.hit), path, entry.facts,
                                       entry.reach, guests_count(entry.share));
        finding.is_primary = std::exchange(is_primary, false);
        sink.add(std::move(finding));
    }
}

} // namespace permap::scanner
