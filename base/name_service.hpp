// SPDX-License-Identifier: Apache-2.0
// Asking the name services of this host (nsswitch.conf(5)) whether an id has an account. A question
// may cost a file, a socket or a network: never ask it for every entry of a tree.
#pragma once

#include "base/result.hpp"

#include <cstdint>

namespace permap::base {

/// An error where a service did not answer, so that nobody knows. Any thread.
[[nodiscard]] Result<bool> is_user(std::uint32_t uid);
[[nodiscard]] Result<bool> is_group(std::uint32_t gid);

} // namespace permap::base
