// SPDX-License-Identifier: Apache-2.0
// Compact byte strings: numbers as LEB128 varints, strings with their length before them. The
// reader never reads past the end and remembers that it would have had to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace permap::base {

class ByteWriter {
public:
    void number(std::uint64_t value);
    /// Small magnitudes of either sign stay short (zigzag).
    void signed_number(std::int64_t value);
    void text(std::string_view bytes);
    /// Bytes that another writer made.
    void packed(std::string_view bytes) { bytes_ += bytes; }

    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Reads what ByteWriter wrote. After damage every read gives 0 or nothing and `is_damaged` holds.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] std::uint64_t number();
    [[nodiscard]] std::int64_t signed_number();
    [[nodiscard]] std::string text() { return std::string(view()); }
    /// The same without a copy, in what is being read.
    [[nodiscard]] std::string_view view();

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    [[nodiscard]] bool is_damaged() const { return is_damaged_; }
    /// For a number that means nothing.
    void set_damaged();

private:
    [[nodiscard]] std::uint64_t long_number();

    std::string_view rest_;
    bool is_damaged_ = false;
};

inline void ByteWriter::number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) {
        bytes_ += static_cast<char>((value & 0x7FU) | 0x80U);
    }
    bytes_ += static_cast<char>(value);
}

inline std::uint64_t ByteReader::number() {
    const bool is_short = !rest_.empty() && static_cast<unsigned char>(rest_.front()) < 0x80;
    if (!is_short) {
        return long_number();
    }
    const auto value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
}

} // namespace permap::base
