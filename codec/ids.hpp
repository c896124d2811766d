// SPDX-License-Identifier: Apache-2.0
// Host and guest ids as different types: swapping them is the worst bug this program could have,
// so the compiler looks for it. Construction and reading are explicit.
#pragma once

#include "base/no_id.hpp"

#include <compare>
#include <cstdint>

namespace permap::codec {

using base::kNoId;

/// A uid as the host's kernel and disk know it.
struct HostUid {
    std::uint32_t value = 0;
    auto operator<=>(const HostUid&) const = default;
};

/// A gid as the host's kernel and disk know it.
struct HostGid {
    std::uint32_t value = 0;
    auto operator<=>(const HostGid&) const = default;
};

/// A uid as a user of the guest sees it.
struct GuestUid {
    std::uint32_t value = 0;
    auto operator<=>(const GuestUid&) const = default;
};

/// A gid as a user of the guest sees it.
struct GuestGid {
    std::uint32_t value = 0;
    auto operator<=>(const GuestGid&) const = default;
};

} // namespace permap::codec
