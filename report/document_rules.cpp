// SPDX-License-Identifier: Apache-2.0
#include "report/document_rules.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace permap::report {
namespace {

// Exit statuses, as docs/scripting.md has them. With "usage" a report comes of a conversion that
// lacks --from: it is whole.
constexpr int kUsage = 2;
constexpr int kIncomplete = 3;

} // namespace

std::vector<const scanner::Rule*> rules_of(const Header& header, const Summary& summary) {
    std::vector<const scanner::Rule*> rules;
    for (const scanner::Rule& rule : scanner::rules()) {
        const auto is_same = [&](const scanner::Rule* other) { return other->id == rule.id; };
        if (std::ranges::any_of(header.rules, is_same) || has_fired(rule, summary.findings)) {
            rules.push_back(&rule);
        }
    }
    return rules;
}

bool has_fired(const scanner::Rule& rule, const FindingCounts& counts) {
    return counts.by_rule.contains(rule.id) || counts.waived_rules.contains(rule.id);
}

bool is_unchanged(const Json& finding) {
    return finding.value("baseline_state", "") ==
           std::string_view(scanner::to_text(scanner::BaselineState::unchanged));
}

bool fails(const Json& finding, const FailOn& fail_on) {
    const std::optional<scanner::Severity> severity =
        scanner::parse_severity(finding.value("severity", ""));
    if (!severity || finding.contains("waiver")) {
        return false;
    }
    return finding.contains("blocker") || (fail_on.any && *severity >= *fail_on.any) ||
           (fail_on.fresh && *severity >= *fail_on.fresh && !is_unchanged(finding));
}

std::string cut_short_text(const Summary& summary) {
    const int status = summary.status.value_or(0);
    if (status <= kUsage || (status == kIncomplete && summary.problems > 0)) {
        return "";
    }
    return fmt::format(
        "The command was stopped, or failed, before its end. The exit status was {}.", status);
}

std::string_view level_of(scanner::Severity severity) {
    if (severity >= scanner::Severity::high) {
        return "error";
    }
    return severity == scanner::Severity::medium ? "warning" : "note";
}

std::string as_sentence(std::string_view clause) {
    std::string sentence(clause);
    if (!sentence.empty()) {
        sentence.front() =
            static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
        sentence += sentence.ends_with('.') ? "" : ".";
    }
    return sentence;
}

} // namespace permap::report
