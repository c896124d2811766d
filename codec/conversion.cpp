// SPDX-License-Identifier: Apache-2.0
#include "codec/conversion.hpp"

#include "codec/change.hpp"

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

} // namespace

bool is_purged(const Conversion& conversion, std::string_view attribute) {
    const Model* const owner = model_of_attribute(attribute);
    return owner != nullptr && (owner == &conversion.from || owner == &conversion.to ||
                                owner->family == Family::virtfs);
}

DiskState wanted_state(const Conversion& conversion, const Facts& facts, const GuestView& view) {
    DiskState wanted = stays_native(conversion, facts, view)
                           ? encode_none(view, conversion.policy)
                           : conversion.to.encode(view, conversion.policy);
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
