// SPDX-License-Identifier: Apache-2.0
// What a conversion, or undoing one, makes real on the host: devices, set-id programs and
// capabilities that the guest may have chosen. The user has to say that it is all right, and the
// same way in both directions. Pure.
#pragma once

#include "codec/model.hpp"

#include <string_view>
#include <vector>

namespace permap::mapper {

/// An entry on its way between two states on disk.
struct Crossing {
    const codec::DiskState& now;
    const codec::DiskState& wanted;
    codec::Storage from; ///< of the model that `now` belongs to
    codec::Storage to;   ///< of the model that `wanted` belongs to
};

/// Whether it is afterwards and was not before, or gets to be root's.
[[nodiscard]] bool makes_device(const Crossing& crossing);
[[nodiscard]] bool makes_setuid(const Crossing& crossing);
[[nodiscard]] bool makes_setgid(const Crossing& crossing);

/// Whether the host honours one afterwards and did not before. One that sleeps below a mapped tree
/// counts, too: the guest may have written the bytes that it would be given to.
[[nodiscard]] bool makes_capability(const Crossing& crossing);

/// The rules that speak against it; empty for nearly all entries.
[[nodiscard]] std::vector<std::string_view> rules_against(const Crossing& crossing);

} // namespace permap::mapper
