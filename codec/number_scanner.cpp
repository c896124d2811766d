// SPDX-License-Identifier: Apache-2.0
#include "codec/number_scanner.hpp"

#include <limits>

namespace permap::codec {

std::optional<std::uint32_t> NumberScanner::number(unsigned base) {
    const std::size_t start = rest_.find_first_not_of(kSpaces);
    std::string_view text = start == std::string_view::npos ? "" : rest_.substr(start);
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (; digits < text.size(); ++digits) {
        const unsigned digit = static_cast<unsigned char>(text[digits]) - unsigned{'0'};
        if (digit >= base) {
            break;
        }
        value = value > (kLargest - digit) / base ? kLargest : value * base + digit;
    }
    if (digits == 0) {
        return std::nullopt;
    }
    rest_ = text.substr(digits);
    return static_cast<std::uint32_t>(is_negative ? 0 - value : value);
}

bool NumberScanner::literal(char wanted) {
    if (!rest_.starts_with(wanted)) {
        return false;
    }
    rest_.remove_prefix(1);
    return true;
}

} // namespace permap::codec
