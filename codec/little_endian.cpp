// SPDX-License-Identifier: Apache-2.0
#include "codec/little_endian.hpp"

#include <cassert>

namespace permap::codec {
namespace {

std::uint64_t get(std::string_view bytes, std::size_t width) {
    assert(bytes.size() >= width);
    std::uint64_t value = 0;
    for (std::size_t i = width; i > 0; --i) {
        value = (value << 8U) | static_cast<unsigned char>(bytes[i - 1]);
    }
    return value;
}

std::string put(std::uint64_t value, std::size_t width) {
    std::string bytes;
    for (std::size_t i = 0; i < width; ++i) {
        bytes += static_cast<char>((value >> (8 * i)) & 0xFFU);
    }
    return bytes;
}

} // namespace

std::uint16_t get_le16(std::string_view bytes) {
    return static_cast<std::uint16_t>(get(bytes, 2));
}

std::uint32_t get_le32(std::string_view bytes) {
    return static_cast<std::uint32_t>(get(bytes, 4));
}

std::uint64_t get_le64(std::string_view bytes) {
    return get(bytes, 8);
}

std::string put_le16(std::uint16_t value) {
    return put(value, 2);
}

std::string put_le32(std::uint32_t value) {
    return put(value, 4);
}

std::string put_le64(std::uint64_t value) {
    return put(value, 8);
}

} // namespace permap::codec
