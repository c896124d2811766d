// SPDX-License-Identifier: Apache-2.0
// Configuration files: root reads those of the machine, and whoever runs permap the own ones.
#include "cli/defaults.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <string>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(permap::fuzz::text_of(data, size));
    const auto defaults = permap::cli::parse_defaults(text, "permap.toml");
    if (!defaults) {
        permap::fuzz::require(defaults.error().detail.starts_with("permap.toml:"));
        return 0;
    }
    for (const permap::cli::Default& one : *defaults) {
        permap::fuzz::require(one.place.starts_with("permap.toml:"));
        permap::fuzz::require(!one.key.empty());
    }
    return 0;
}
