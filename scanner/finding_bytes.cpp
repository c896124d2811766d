// SPDX-License-Identifier: Apache-2.0
#include "scanner/finding_bytes.hpp"

#include "base/bytes.hpp"
#include "scanner/rule.hpp"

namespace permap::scanner {

std::string pack_finding(const Finding& finding) {
    base::ByteWriter out;
    out.text(finding.rule->id);
    out.number(static_cast<std::uint64_t>(finding.severity));
    out.text(finding.path);
    out.number(static_cast<std::uint64_t>(finding.kind));
    out.number(finding.mode);
    out.number(finding.uid);
    out.number(finding.gid);
    out.number(static_cast<std::uint64_t>(finding.reachable));
    out.text(finding.blocked_by);
    out.text(finding.through);
    out.number(finding.is_primary ? 1 : 0);
    out.number(static_cast<std::uint64_t>(finding.baseline_state));
    out.number(finding.evidence.size());
    for (const auto& [name, value] : finding.evidence) {
        out.text(name);
        out.text(value);
    }
    return out.take();
}

std::optional<Finding> unpack_finding(std::string_view bytes) {
    base::ByteReader in(bytes);
    Finding finding;
    finding.rule = find_rule(in.text());
    finding.severity = static_cast<Severity>(in.number());
    finding.path = in.text();
    finding.kind = static_cast<codec::Kind>(in.number());
    finding.mode = static_cast<std::uint32_t>(in.number());
    finding.uid = static_cast<std::uint32_t>(in.number());
    finding.gid = static_cast<std::uint32_t>(in.number());
    finding.reachable = static_cast<Reachable>(in.number());
    finding.blocked_by = in.text();
    finding.through = in.text();
    finding.is_primary = in.number() != 0;
    finding.baseline_state = static_cast<BaselineState>(in.number());
    for (std::uint64_t left = in.number(); left > 0 && !in.is_damaged(); --left) {
        std::string name = in.text();
        finding.evidence.emplace_back(std::move(name), in.text());
    }
    if (in.is_damaged() || !in.is_at_end() || finding.rule == nullptr) {
        return std::nullopt;
    }
    return finding;
}

} // namespace permap::scanner
