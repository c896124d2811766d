// SPDX-License-Identifier: Apache-2.0
// Severity of findings, least first.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace permap::scanner {

enum class Severity : std::uint8_t { info, low, medium, high, critical };

inline constexpr std::size_t kSeverities = 5;

[[nodiscard]] const char* to_text(Severity severity);
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view text);

} // namespace permap::scanner
