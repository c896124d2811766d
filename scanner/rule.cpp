// SPDX-License-Identifier: Apache-2.0
#include "scanner/rule.hpp"

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

} // namespace permap::scanner
