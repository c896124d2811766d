// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

namespace permap::base {
namespace {

constexpr std::size_t kLongestVarint = 10; // bytes for 64 bits, 7 at a time

} // namespace

void ByteWriter::signed_number(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    number(value < 0 ? ~(bits << 1U) : bits << 1U);
}

void ByteWriter::text(std::string_view bytes) {
    number(bytes.size());
    bytes_ += bytes;
}

std::uint64_t ByteReader::long_number() {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < kLongestVarint && !rest_.empty(); ++i) {
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7FU} << (7 * i);
        if ((byte & 0x80U) == 0) {
            return value;
        }
    }
    set_damaged();
    return 0;
}

std::int64_t ByteReader::signed_number() {
    const std::uint64_t bits = number();
    const std::uint64_t magnitude = bits >> 1U;
    return static_cast<std::int64_t>((bits & 1U) != 0 ? ~magnitude : magnitude);
}

std::string_view ByteReader::view() {
    const std::uint64_t size = number();
    if (size > rest_.size()) {
        set_damaged();
        return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
}

void ByteReader::set_damaged() {
    is_damaged_ = true;
    rest_ = {};
}

} // namespace permap::base
