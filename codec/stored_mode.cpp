// SPDX-License-Identifier: Apache-2.0
#include "codec/stored_mode.hpp"

#include <optional>

namespace permap::codec {

void use_stored_mode(std::uint32_t mode, Decoded& decoded) {
    const std::optional<Kind> kind = kind_of(mode); // a Linux client keeps the low 16 bits
    if (!kind) {
        decoded.oddities.push_back(Oddity::corrupt_value); // a Linux guest answers EINVAL
        return;
    }
    decoded.mode_stored = true;
    if (!can_stand_for(decoded.view.kind, *kind)) {
        decoded.oddities.push_back(Oddity::type_mismatch);
        return;
    }
    decoded.view.kind = *kind;
    decoded.view.mode = mode & kPermissionBits;
}

} // namespace permap::codec
