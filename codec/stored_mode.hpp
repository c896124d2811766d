// SPDX-License-Identifier: Apache-2.0
// A full st_mode that a mapped model of the server stores, and what becomes of the view with it;
// the same for attributes and for metadata files.
#pragma once

#include "codec/guest_view.hpp"

#include <cstdint>

namespace permap::codec {

/// The permissions that the server stores for every Tsymlink.
inline constexpr std::uint32_t kStoredSymlinkMode = 0777;

/// Takes kind and permissions from `mode`, or notes why they cannot be: a type that is none, or
/// one that the object on the host (the view's kind so far) cannot stand for.
void use_stored_mode(std::uint32_t mode, Decoded& decoded);

} // namespace permap::codec
