// SPDX-License-Identifier: Apache-2.0
// Checked parsing of the numbers and account names that a person types. Nothing is guessed: the
// whole text must be the number, in range.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace permap::base {

/// Decimal, 0 to 2^32-2: 2^32-1 means "no id" to the kernel and so is none.
[[nodiscard]] Result<std::uint32_t> parse_id(std::string_view text);

/// Octal always ("600" and "0600" are the same), at most `limit`.
[[nodiscard]] Result<std::uint32_t> parse_mode(std::string_view text, std::uint32_t limit);

struct Owner {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

/// USER, USER:GROUP or numbers for either; without a group, the user's primary group.
[[nodiscard]] Result<Owner> parse_owner(std::string_view text);

/// All groups of a user, the primary one first; nothing where there is no such account.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> groups_of(std::uint32_t uid);

/// The id of a user or group by name or number.
[[nodiscard]] Result<std::uint32_t> find_user(std::string_view text);
[[nodiscard]] Result<std::uint32_t> find_group(std::string_view text);

/// "1 entry", "2 entries".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

/// "0644": four octal digits at least.
[[nodiscard]] std::string mode_text(std::uint32_t mode);

} // namespace permap::base
