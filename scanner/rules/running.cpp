// SPDX-License-Identifier: Apache-2.0
// What is in use while we look: servers that have the tree open.
#include "base/quote.hpp"
#include "scanner/rules/all.hpp"
#include "scanner/surroundings.hpp"

#include <fmt/format.h>

namespace permap::scanner {

std::vector<Hit> check_server_running(const Surroundings& around, const Share& /*share*/) {
    std::vector<Hit> hits;
    hits.reserve(around.holders.size());
    for (const Holder& holder : around.holders) {
        hits.push_back({.severity = Severity::high,
                        .asks_reach = false,
                        .evidence = {{"program", to_text(holder.program)},
                                     {"pid", fmt::format("{}", holder.pid)},
                                     {"user", fmt::format("{}", holder.uid)},
                                     {"holds", to_text(holder.held)},
                                     {"directory", holder.path},
                                     {"seen in", holder.is_by_command_line ? "its command line"
                                                                           : "its descriptors"}}});
    }
    return hits;
}

std::string say_server_running(const Finding& finding) {
    return fmt::format("{} (pid {}, user {}) has {} open: {}", evidence_of(finding, "program"),
                       evidence_of(finding, "pid"), evidence_of(finding, "user"),
                       evidence_of(finding, "holds"),
                       base::quote(evidence_of(finding, "directory")));
}

} // namespace permap::scanner
