// SPDX-License-Identifier: Apache-2.0
#include "report/document_rules.hpp"

#include <algorithm>
#include <cctype>

namespace permap::report {

std::vector<const scanner::Rule*> rules_of(const Header& header, const Summary& summary) {
    std::vector<const scanner::Rule*> rules;
    for (const scanner::Rule& rule : scanner::rules()) {
        const auto is_same = [&](const scanner::Rule* other) { return other->id == rule.id; };
        if (std::ranges::any_of(header.rules, is_same) ||
            summary.findings.by_rule.contains(rule.id)) {
            rules.push_back(&rule);
        }
    }
    return rules;
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
