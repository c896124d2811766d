// SPDX-License-Identifier: Apache-2.0
#include "base/quote.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace permap::base {
namespace {

/// Bytes: two names of 255 with a directory or two still show whole.
constexpr std::size_t kLongestShown = 600;

constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct Decoded {
    char32_t code_point;
    std::size_t length; // bytes
};

std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// The first code point of `bytes`, or nothing where they are not well-formed (Unicode, table 3-7).
std::optional<Decoded> decode_first(std::string_view bytes) {
    static constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
    const auto lead = static_cast<unsigned char>(bytes.front());
    const std::size_t length = sequence_length(lead);
    if (length == 0 || length > bytes.size()) {
        return std::nullopt;
    }

    char32_t code_point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if ((byte & 0xC0U) != 0x80U) {
            return std::nullopt;
        }
        code_point = (code_point << 6U) | (byte & 0x3FU);
    }

    const bool is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point < kSmallest[length] || code_point > 0x10FFFF || is_surrogate) {
        return std::nullopt;
    }
    return Decoded{code_point, length};
}

/// Characters that change how the rest of the line is shown: C0, C1, bidi controls and
/// separators (Unicode TR 9), zero-width characters.
bool is_hostile_on_screen(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x061C ||
           c == 0xFEFF;
}

/// How a character is written that would change the line.
enum class Hostile { as_code_point, as_bytes };

void append_escaped(std::string& out, char32_t c, std::string_view bytes, Hostile hostile) {
    switch (c) {
    case '\n':
        out += "\\n";
        return;
    case '\t':
        out += "\\t";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\'':
        out += "\\'";
        return;
    default:
        break;
    }

    if (!is_hostile_on_screen(c)) {
        out += bytes;
    } else if (c < 0x80 || hostile == Hostile::as_bytes) {
        for (const char byte : bytes) {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(byte));
        }
    } else {
        fmt::format_to(std::back_inserter(out), "\\u{{{:x}}}", static_cast<unsigned>(c));
    }
}

std::string escape_with(std::string_view name, Hostile hostile) {
    std::string out;
    out.reserve(name.size());
    while (!name.empty()) {
        const std::optional<Decoded> decoded = decode_first(name);
        const std::size_t length = decoded ? decoded->length : 1;
        if (decoded) {
            append_escaped(out, decoded->code_point, name.substr(0, length), hostile);
        } else {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}",
                           static_cast<unsigned char>(name.front()));
        }
        name.remove_prefix(length);
    }
    return out;
}

} // namespace

std::string escape(std::string_view name) {
    return escape_with(name, Hostile::as_code_point);
}

std::string quote(std::string_view name) {
    return "'" + escape(name) + "'";
}

std::string quote_short(std::string_view name) {
    if (name.size() <= kLongestShown) {
        return quote(name);
    }
    const auto is_inside = [&](std::size_t at) { // of a UTF-8 sequence
        return (static_cast<unsigned char>(name[at]) & 0xC0U) == 0x80U;
    };
    std::size_t head = kLongestShown / 2;
    std::size_t tail = name.size() - kLongestShown / 2;
    while (head > kLongestShown / 2 - 4 && is_inside(head)) {
        --head;
    }
    while (tail < name.size() - kLongestShown / 2 + 4 && is_inside(tail)) {
        ++tail;
    }
    return quote(name.substr(0, head)) + "..." + quote(name.substr(tail));
}

std::string shell_word(std::string_view text) {
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789_./:=@%+,-";
    const bool is_plain = !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos;
    // $'...' knows the same escapes, but for \u{...}
    return is_plain ? std::string(text) : "$'" + escape_with(text, Hostile::as_bytes) + "'";
}

bool is_harmless_on_screen(std::string_view text) {
    while (!text.empty()) {
        const std::optional<Decoded> decoded = decode_first(text);
        if (!decoded || is_hostile_on_screen(decoded->code_point)) {
            return false;
        }
        text.remove_prefix(decoded->length);
    }
    return true;
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::optional<Decoded> decoded = decode_first(bytes);
        if (!decoded) {
            return false;
        }
        bytes.remove_prefix(decoded->length);
    }
    return true;
}

std::string to_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::optional<Decoded> decoded = decode_first(bytes);
        const std::size_t length = decoded ? decoded->length : 1;
        out += decoded ? bytes.substr(0, length) : std::string_view("\xEF\xBF\xBD");
        bytes.remove_prefix(length);
    }
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        std::uint32_t word = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const auto byte = i < group.size() ? static_cast<unsigned char>(group[i]) : 0U;
            word = (word << 8U) | byte;
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out += i <= group.size() ? kBase64Digits[(word >> (18U - 6U * i)) & 0x3FU] : '=';
        }
    }
    return out;
}

std::string hex(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(byte));
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    text.remove_suffix(padding);
    std::string bytes;
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t digit = kBase64Digits.find(text[i]);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        word = (word << 6U) | static_cast<std::uint32_t>(digit);
        if (i % 4 != 0) { // six bits more than whole bytes are there
            bytes += static_cast<char>((word >> (6U - 2U * (i % 4))) & 0xFFU);
        }
    }
    return bytes;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) {
        return std::nullopt;
    }
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned value = 0;
        const char* const end = text.data() + i + 2;
        const auto [stop, error] = std::from_chars(text.data() + i, end, value, 16);
        if (error != std::errc() || stop != end) {
            return std::nullopt;
        }
        bytes += static_cast<char>(value);
    }
    return bytes;
}

} // namespace permap::base
