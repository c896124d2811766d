// SPDX-License-Identifier: Apache-2.0
#include "scanner/severity.hpp"

#include <algorithm>
#include <array>

namespace permap::scanner {
namespace {

constexpr std::array<const char*, kSeverities> kTexts = {"info", "low", "medium", "high",
                                                         "critical"};

} // namespace

const char* to_text(Severity severity) {
    return kTexts[static_cast<std::size_t>(severity)];
}

std::optional<Severity> parse_severity(std::string_view text) {
    const auto at =
        std::ranges::find(kTexts, text, [](const char* word) { return std::string_view(word); });
    if (at == kTexts.end()) {
        return std::nullopt;
    }
    return static_cast<Severity>(at - kTexts.begin());
}

} // namespace permap::scanner
