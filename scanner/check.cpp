// SPDX-License-Identifier: Apache-2.0
// Running the rules over one entry and making findings of what they say. Called for every entry of
// trees with millions: nothing is allocated until a rule fires.
#include "scanner/rule.hpp"

#include <algorithm>

namespace permap::scanner {
namespace {

Reachable reachable_by(const Reach& reach, bool guests_matter) {
    const bool guest = guests_matter && reach.guest;
    if (reach.host) {
        return guest ? Reachable::both : Reachable::host;
    }
    return guest ? Reachable::guest : Reachable::none;
}

} // namespace

bool guests_count(const Share& share) {
    return share.model->storage == codec::Storage::native;
}

bool is_reachable(const Reach& reach, const Share& share) {
    return reach.host || (reach.guest && guests_count(share));
}

Finding make_finding(const Rule& rule, Hit hit, std::string path, const codec::Facts& facts,
                     const Reach& reach, bool guests_matter) {
    Finding finding = {.rule = &rule,
                       .severity = hit.severity,
                       .path = std::move(path),
                       .kind = facts.state.kind,
                       .mode = facts.state.mode,
                       .uid = facts.state.uid.value,
                       .gid = facts.state.gid.value,
                       .reachable = Reachable::not_asked,
                       .blocked_by = {},
                       .evidence = std::move(hit.evidence)};
    if (hit.asks_reach) {
        finding.reachable = reachable_by(reach, guests_matter);
        finding.blocked_by = reach.blocked_by ? *reach.blocked_by : std::string();
        finding.through = reach.host && reach.through ? *reach.through : std::string();
    }
    return finding;
}

Finding make_default_finding(const Rule& rule, std::string path, const codec::Facts& facts,
                             std::vector<std::pair<std::string, std::string>> evidence) {
    Hit hit = {.severity = rule.default_severity, .evidence = std::move(evidence)};
    return make_finding(rule, std::move(hit), std::move(path), facts, {}, false);
}

std::vector<RuleHit> check_entry(std::span<const Rule* const> enabled, const Examined& entry) {
    std::vector<RuleHit> hits;
    std::uint32_t groups_fired = 0; // one bit per exclusive group
    for (const Rule* const rule : enabled) {
        const std::uint32_t group = rule->exclusive_group == 0 ? 0 : 1U << rule->exclusive_group;
        if (rule->check == nullptr || (groups_fired & group) != 0) {
            continue;
        }
        if (std::optional<Hit> hit = rule->check(entry)) {
            groups_fired |= group;
            hits.push_back({rule, std::move(*hit)});
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
