// SPDX-License-Identifier: Apache-2.0
// What an inode says by itself: the view that every model falls back to where it stores nothing.
#pragma once

#include "codec/facts.hpp"
#include "codec/guest_view.hpp"

namespace permap::codec {

/// The host's own type, mode, ids and link text as the guest's; no ACLs, no capability.
[[nodiscard]] Decoded host_view(const DiskState& state);

/// The mode for where no ACL can be kept. The group bits beside an ACL are its mask; without the
/// ACL they would give the owning group what was meant for others.
[[nodiscard]] std::uint32_t mode_without_acl(const GuestView& view);

} // namespace permap::codec
