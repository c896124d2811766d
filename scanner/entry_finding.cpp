// SPDX-License-Identifier: Apache-2.0
#include "scanner/entry_finding.hpp"

#include "scanner/rule.hpp"

namespace permap::scanner {

Finding finding_about(std::string_view rule, const codec::ManifestEntry& entry) {
    Finding finding;
    finding.rule = find_rule(rule);
    finding.severity = finding.rule->default_severity;
    finding.path = entry.path;
    finding.kind = entry.kind;
    finding.mode = entry.mode;
    finding.uid = entry.uid;
    finding.gid = entry.gid;
    return finding;
}

} // namespace permap::scanner
