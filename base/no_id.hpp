// SPDX-License-Identifier: Apache-2.0
// The number that is no id, for users and groups alike.
#pragma once

#include <cstdint>

namespace permap::base {

/// (uid_t)-1: chown(2) takes it for "leave it as it is", ACLs hold it where an entry names nobody.
inline constexpr std::uint32_t kNoId = 0xffffffff;

} // namespace permap::base
