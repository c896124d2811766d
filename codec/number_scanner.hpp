// SPDX-License-Identifier: Apache-2.0
// NumberScanner: numbers out of a text as scanf(3) and strtol(3) of glibc read them, which is how
// the programs read their own metadata: blanks and a sign may come first, junk may follow, what is
// too large saturates at 64 bits and is then cut to 32.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace permap::codec {

/// isspace(3) in the C locale.
inline constexpr std::string_view kSpaces = " \t\n\v\f\r";

class NumberScanner {
public:
    explicit NumberScanner(std::string_view text) : rest_(text) {}

    /// The next number, as the program's 32-bit field holds it; nothing where no digit follows.
    [[nodiscard]] std::optional<std::uint32_t> number(unsigned base);

    /// Steps over exactly this character; false where another one follows.
    [[nodiscard]] bool literal(char wanted);

    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

} // namespace permap::codec
