// SPDX-License-Identifier: Apache-2.0
#include "report/xml_text.hpp"

#include "base/quote.hpp"

namespace permap::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

/// U+FFFE and U+FFFF: valid UTF-8, but no characters.
bool begins_with_no_character(std::string_view text) {
    return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

} // namespace

std::string xml_text(std::string_view text) {
    const std::string valid = base::to_utf8(text);
    std::string out;
    out.reserve(valid.size());
    for (std::size_t at = 0; at < valid.size(); ++at) {
        const char c = valid[at];
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\t':
            out += "&#9;";
            break;
        case '\n':
            out += "&#10;";
            break;
        case '\r':
            out += "&#13;";
            break;
        default:
            if (begins_with_no_character(std::string_view(valid).substr(at))) {
                out += kReplacement;
                at += kReplacement.size() - 1;
            } else {
                out += static_cast<unsigned char>(c) < 0x20 ? std::string(kReplacement)
                                                            : std::string(1, c);
            }
        }
    }
    return out;
}

} // namespace permap::report
