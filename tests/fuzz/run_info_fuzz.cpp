// SPDX-License-Identifier: Apache-2.0
// mapper::parse_run_info: the description in a run file, which is JSON.
#include "mapper/run_info.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(permap::fuzz::text_of(data, size));
    std::ignore = permap::mapper::parse_run_state(text);
    const auto info = permap::mapper::parse_run_info(text);
    if (info) {
        const auto again = permap::mapper::parse_run_info(permap::mapper::to_json(*info));
        require(again && again->root == info->root && again->allowed == info->allowed);
    }
    return 0;
}
