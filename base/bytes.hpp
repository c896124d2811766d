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
    [[nodiscard]] std::string text();

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    [[nodiscard]] bool is_damaged() const { return is_damaged_; }

private:
    std::string_view rest_;
    bool is_damaged_ = false;
};

} // namespace permap::base
