// SPDX-License-Identifier: Apache-2.0
// What all fuzz targets share: libFuzzer's entry point and a check that no build leaves out.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Called with bytes of anybody's choice; returns 0. libFuzzer's name and form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace permap::fuzz {

/// Aborts where something does not hold that must hold for any input.
inline void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

/// Calls `use` with each line, without its end.
template <typename Use>
void for_each_line(std::string_view text, const Use& use) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        use(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

} // namespace permap::fuzz
