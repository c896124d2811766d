// SPDX-License-Identifier: Apache-2.0
// What strvis(3) wrote, back to bytes. The forms are those of BSD's vis(3) with VIS_CSTYLE,
// VIS_OCTAL and the older meta forms, and of libarchive.
#include "scanner/baseline/mtree_parser.hpp"

#include <algorithm>

namespace permap::scanner {
namespace {

bool is_octal(char letter) {
    return letter >= '0' && letter <= '7';
}

/// Up to three octal digits.
char take_octal(std::string_view& rest) {
    unsigned value = 0;
    for (int i = 0; i < 3 && !rest.empty() && is_octal(rest.front()); ++i) {
        value = value * 8 + static_cast<unsigned>(rest.front() - '0');
        rest.remove_prefix(1);
    }
    return static_cast<char>(value & 0xFFU);
}

/// C's letters and what vis(3) adds.
std::optional<char> simple_escape(char letter) {
    switch (letter) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 'b':
        return '\b';
    case 'a':
        return '\a';
    case 'v':
        return '\v';
    case 't':
        return '\t';
    case 'f':
        return '\f';
    case 's':
        return ' ';
    case 'E':
        return '\033';
    case '\\':
    case '#':
    case '"':
    case '\'':
    case '*':
    case '?':
    case '[':
    case '$':
        return letter;
    default:
        return std::nullopt;
    }
}

char control(char letter) {
    return letter == '?' ? '\177' : static_cast<char>(letter & 0x1F);
}

/// `^C`, `-c` after \M; `^C` alone.
std::optional<char> take_meta(std::string_view& rest, bool is_meta) {
    if (rest.size() < 2 || (rest.front() != '^' && (rest.front() != '-' || !is_meta))) {
        return std::nullopt;
    }
    const char byte = rest.front() == '^' ? control(rest[1]) : rest[1];
    rest.remove_prefix(2);
    return is_meta ? static_cast<char>(static_cast<unsigned char>(byte) | 0x80U) : byte;
}

std::optional<char> take_escape(std::string_view& rest) {
    if (rest.empty()) {
        return std::nullopt;
    }
    const char letter = rest.front();
    if (is_octal(letter)) {
        return take_octal(rest);
    }
    if (letter == '^') {
        return take_meta(rest, false);
    }
    rest.remove_prefix(1);
    if (letter == 'M') {
        return take_meta(rest, true);
    }
    return simple_escape(letter);
}

} // namespace

std::optional<std::string> unvis(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    for (;;) {
        const std::size_t plain = std::min(text.find('\\'), text.size());
        bytes += text.substr(0, plain);
        if (plain == text.size()) {
            return bytes;
        }
        text.remove_prefix(plain + 1);
        const std::optional<char> byte = take_escape(text);
        if (!byte) {
            return std::nullopt;
        }
        bytes += *byte;
    }
}

} // namespace permap::scanner
