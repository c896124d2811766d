// SPDX-License-Identifier: Apache-2.0
// A descriptor made by a forked child, for what this process itself may not become: namespaces and
// credentials are entered by the child alone and end with it.
#pragma once

#include "base/fd.hpp"

#include <cstddef>
#include <functional>
#include <span>

namespace permap::base {

/// Forks, runs `work` in the child and hands back the descriptor it returns, or none where it
/// returns -1. `answer` is memory that `work` fills: the child's bytes are copied into the
/// caller's. This process may have threads: the child has a copy of one, so `work` makes system
/// calls only and neither allocates nor locks.
[[nodiscard]] Result<Fd> descriptor_from_child(std::span<std::byte> answer,
                                               const std::function<int()>& work);

} // namespace permap::base
