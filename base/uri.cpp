// SPDX-License-Identifier: Apache-2.0
#include "base/uri.hpp"

#include <iterator>

#include <fmt/format.h>

namespace permap::base {

std::string percent_encode(std::string_view path) {
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789-._~/";
    std::string out;
    out.reserve(path.size());
    for (const char byte : path) {
        if (kPlain.find(byte) != std::string_view::npos) {
            out += byte;
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(byte));
        }
    }
    return out;
}

} // namespace permap::base
