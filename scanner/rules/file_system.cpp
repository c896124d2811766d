// SPDX-License-Identifier: Apache-2.0
// What the file system under a root does to a tree that is converted on it.
#include "scanner/rules/all.hpp"
#include "scanner/surroundings.hpp"

namespace permap::scanner {

std::vector<Hit> check_overlay_unstable(const Surroundings& around, const Share& /*share*/) {
    const bool is_overlay = around.mount && around.mount->type == "overlay";
    if (!is_overlay || has_overlay_index(*around.mount, around.overlays_have_index)) {
        return {};
    }
    return {Hit{.severity = Severity::high,
                .asks_reach = false,
                .evidence = {{"mounted on", around.mount->point}}}};
}

} // namespace permap::scanner
