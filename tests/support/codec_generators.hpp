// SPDX-License-Identifier: Apache-2.0
// RapidCheck generators of what can be on a disk and what a guest can see, and how such values are
// shown when a property fails.
#pragma once

#include "codec/change.hpp"
#include "codec/facts.hpp"
#include "codec/guest_view.hpp"
#include "codec/model.hpp"
#include "codec/posix_acl.hpp"

#include <ostream>
#include <string>

#include <rapidcheck.h>

namespace permap::tests {

/// At most `longest` bytes of any value.
rc::Gen<std::string> any_bytes(std::size_t longest);

/// What the kernel accepts; with named entries or without.
rc::Gen<codec::Acl> any_acl();

/// A state that the kernel can hold for a regular file or directory: an access ACL agrees with the
/// mode and says more than it, capabilities are on files only. Metadata may be anything.
rc::Gen<codec::DiskState> any_state(codec::Kind kind);
/// The same for either of the two.
rc::Gen<codec::DiskState> any_state();

/// One step that can be made on such a state.
rc::Gen<codec::Step> any_step(codec::Kind kind);

/// A view that every model can hold.
rc::Gen<codec::GuestView> any_view();

rc::Gen<codec::HostPolicy> any_policy();
rc::Gen<codec::OwnerChange> any_order();

/// The facts of an object in this state; all else is zero.
codec::Facts facts_of(const codec::DiskState& state);

/// `file 0644 1:2 user.x=0a0b`, for messages.
std::string describe(const codec::DiskState& state);
std::string describe(const codec::Change& change);

} // namespace permap::tests

namespace permap::codec {

// Found by RapidCheck and GoogleTest next to the types.
void showValue(const DiskState& state, std::ostream& out);
void showValue(const GuestView& view, std::ostream& out);
void showValue(const Change& change, std::ostream& out);
void showValue(const Acl& acl, std::ostream& out);
void PrintTo(const DiskState& state, std::ostream* out);

} // namespace permap::codec
