// SPDX-License-Identifier: Apache-2.0
// Loss: what of an object a conversion cannot keep, found by reading back what would be written.
// Not among them, because no conversion keeps them: the time of the last status change, and inode
// number and birth time of objects that are replaced.
#pragma once

#include "codec/conversion.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace permap::codec {

enum class Loss : std::uint8_t {
    capability,     ///< file capabilities
    access_acl,     ///< the guest's ACL
    default_acl,    ///< the guest's default ACL
    acl_mode,       ///< an ACL that said something else than the mode: the mode wins
    host_acl,       ///< an ACL of the host that is no part of the guest's view
    link_mode,      ///< a symbolic link's mode other than 0777
    device_number,  ///< a device number that the target cannot hold
    owner,          ///< owner or group
    mode,           ///< permission bits
    link_text,      ///< a symbolic link's text
    other_metadata, ///< another tool's metadata on an object that becomes a link or special
};

/// How many kinds of loss there are.
inline constexpr std::size_t kLosses = 11;

/// "file capabilities", for messages.
[[nodiscard]] std::string_view to_text(Loss loss);

/// All that is lost between `view` of the object (its ids mapped) and what `wanted` would show.
[[nodiscard]] std::vector<Loss> find_losses(const Conversion& conversion, const Facts& facts,
                                            const GuestView& view, const DiskState& wanted);

} // namespace permap::codec
