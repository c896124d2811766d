// SPDX-License-Identifier: Apache-2.0
// What the file system under a root does to a tree that is converted on it.
#include "scanner/rules/all.hpp"
#include "scanner/surroundings.hpp"

namespace permap::scanner {

std::vector<Hit> check_overlay_unstable(const Surroundings& around, const Share& /*share*/) {
    if (!around.mount || around.mount->type != "overlay") {
        return {};
    }
    const std::string_view options = around.mount->super_options;
    // the kernel shows the option only where it is not its own choice (fs/overlayfs/params.c)
    const bool has_index = has_option(options, "index=on") ||
                           (around.overlays_have_index && !has_option(options, "index=off"));
    if (has_index) {
        return {};
    }
    return {Hit{.severity = Severity::high,
                .asks_reach = false,
                .evidence = {{"mounted on", around.mount->point}}}};
}

} // namespace permap::scanner
