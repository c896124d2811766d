// SPDX-License-Identifier: Apache-2.0
#include "codec/conversion.hpp"

#include "codec/change.hpp"
#include "codec/posix_acl.hpp"

#include <optional>

namespace permap::codec {
namespace {

/// Linux refuses user attributes on everything else.
bool can_carry_attributes(Kind kind) {
    return kind == Kind::file || kind == Kind::directory;
}

bool stays_native(const Conversion& conversion, const Facts& facts, const GuestView& view) {
    return conversion.keeps_native_symlinks && conversion.to.storage == Storage::mapped &&
           facts.state.kind == Kind::symlink && view.kind == Kind::symlink;
}

/// In mapped-file the owner's entry of an ACL is what QEMU needs on the host. The guest's is in the
/// mode; taken over as it is, it would give the guest's owner more.
GuestView with_owners_entry(const Conversion& conversion, const GuestView& view) {
    const std::optional<Acl> acl = parse_acl(view.acl_access);
    if (!conversion.from.keeps_files || !acl) {
        return view;
    }
    const std::uint32_t mode = (permissions_of(*acl) & 0077U) | (view.mode & 0700U);
    GuestView fitting = view;
    fitting.acl_access = serialize_acl(with_mode(*acl, mode));
    return fitting;
}

} // namespace

bool is_purged(const Conversion& conversion, std::string_view attribute) {
    const Model* const owner = model_of_attribute(attribute);
    return owner != nullptr && (owner == &conversion.from || owner == &conversion.to ||
                                owner->family == Family::virtfs);
}

void settle_ids(GuestView& view, const DiskState& host) {
    if (view.uid.value == kNoId) {
        view.uid = GuestUid{host.uid.value};
    }
    if (view.gid.value == kNoId) {
        view.gid = GuestGid{host.gid.value};
    }
}

DiskState wanted_state(const Conversion& conversion, const Facts& facts, const GuestView& view) {
    DiskState wanted =
        stays_native(conversion, facts, view)
            ? encode_none(view, conversion.policy)
            : conversion.to.encode(with_owners_entry(conversion, view), conversion.policy);
    if (is_special(view.kind) && wanted.kind == facts.state.kind) {
        wanted.content = facts.state.content; // bytes in a stand-in: no model takes offence
    }
    if (!can_carry_attributes(wanted.kind)) {
        return wanted;
    }
    if (!needs_replacing(facts.state, wanted)) {
        wanted.flags = facts.state.flags; // no model says anything about them
    }
    for (const Attribute& attribute : facts.state.attributes) {
        const bool is_metadata = model_of_attribute(attribute.name) != nullptr;
        if (is_metadata && !is_purged(conversion, attribute.name)) {
            wanted.attributes.set(attribute.name, attribute.value);
        }
    }
    return wanted;
}

} // namespace permap::codec
