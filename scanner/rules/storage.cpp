// SPDX-License-Identifier: Apache-2.0
// What lies under the file system of a root, and is not whole.
#include "scanner/rules/all.hpp"
#include "scanner/surroundings.hpp"

#include <fmt/format.h>

namespace permap::scanner {

std::vector<Hit> find_degraded(const StorageStack& storage) {
    std::vector<Hit> hits;
    for (const BlockDevice& device : storage.devices) {
        if (device.troubles.empty()) {
            continue;
        }
        const std::string level = device.array ? device.array->level : std::string();
        hits.push_back(
            {.severity = Severity::high,
             .asks_reach = false,
             .evidence = {{"device", device.name},
                          {"kind", level.empty() ? std::string(to_text(device.kind)) : level},
                          {"state", fmt::format("{}", fmt::join(device.troubles, "; "))}}});
    }
    return hits;
}

std::vector<Hit> check_raid_degraded(const Surroundings& around, const Share& /*share*/) {
    return find_degraded(around.storage);
}

std::string say_raid_degraded(const Finding& finding) {
    return fmt::format("{} ({}) under it is not whole: {}", evidence_of(finding, "device"),
                       evidence_of(finding, "kind"), evidence_of(finding, "state"));
}

} // namespace permap::scanner
