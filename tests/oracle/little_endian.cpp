// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/little_endian.hpp"

namespace permap::oracle {

void append_le(std::string& out, std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) {
        out += static_cast<char>(value >> (8 * i) & 0xFFU);
    }
}

std::uint64_t read_le(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
        value = value << 8U | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

} // namespace permap::oracle
