// SPDX-License-Identifier: Apache-2.0
#include "base/quote.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>

namespace permap::scanner {

std::string_view evidence_of(const Finding& finding, std::string_view name) {
    for (const auto& [key, value] : finding.evidence) {
        if (key == name) {
            return value;
        }
    }
    return "?";
}

std::string say_title(const Finding& finding) {
    std::string text(finding.rule->title);
    std::string_view before = " (";
    for (const auto& [name, value] : finding.evidence) {
        text += fmt::format("{}{} {}", before, name, base::escape(value));
        before = ", ";
    }
    text += finding.evidence.empty() ? "" : ")";
    return text;
}

std::string say_reach(const Finding& finding) {
    const std::string through = finding.through.empty() ? std::string()
                                                        : fmt::format(" through the mount on {}",
                                                                      base::quote(finding.through));
    switch (finding.reachable) {
    case Reachable::not_asked:
        return {};
    case Reachable::host:
        return "host users can reach it" + through;
    case Reachable::both:
        return through.empty() ? "users of host and guest can reach it"
                               : "guest users can reach it, host users" + through;
    case Reachable::guest:
        return fmt::format("guest users can reach it, {} stops host users",
                           base::quote(finding.blocked_by));
    case Reachable::none:
        return fmt::format("{} stops all others", base::quote(finding.blocked_by));
    }
    return {};
}

} // namespace permap::scanner
