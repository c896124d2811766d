// SPDX-License-Identifier: Apache-2.0
// Runs that were begun and not finished, by the marks they left.
#include "scanner/rules/all.hpp"
#include "scanner/run_mark.hpp"
#include "scanner/surroundings.hpp"

namespace permap::scanner {

bool asks_for_mark_line(std::string_view name, const codec::DiskState& /*state*/,
                        std::string_view /*directory*/) {
    return may_hold_mark(name);
}

std::optional<Hit> check_interrupted_run(const Examined& entry) {
    const bool has_line = entry.head && may_hold_mark(entry.name) && has_mark_line(*entry.head);
    if (!has_line && !is_marked(entry.facts)) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::high};
}

std::vector<Hit> check_interrupted_above(const Surroundings& around, const Share& /*share*/) {
    std::vector<Hit> hits;
    hits.reserve(around.marks_above.size());
    for (const auto& [path, form] : around.marks_above) {
        hits.push_back({.severity = Severity::high,
                        .asks_reach = false,
                        .evidence = {{"above", path}, {"mark", form}}});
    }
    return hits;
}

} // namespace permap::scanner
