// SPDX-License-Identifier: Apache-2.0
#include "codec/passage.hpp"

#include "codec/metadata_file.hpp"
#include "codec/posix_acl.hpp"

#include <algorithm>
#include <array>

namespace permap::codec {
namespace {

using States = std::vector<DiskState>;
using Modes = std::vector<std::uint32_t>;

/// Without privilege the owner gets u+rw before anything else can be done.
constexpr std::uint32_t kReadWrite = 0600;

void travel(States& states, DiskState at, const Change& change) {
    for (const Step& step : change) {
        at = after(std::move(at), step);
        states.push_back(at);
    }
}

/// All states on the ways between the ends, the ends included.
States states_of(const Passage& passage) {
    States states = {passage.from, passage.to};
    travel(states, passage.from, diff(passage.from, passage.to, passage.forward));
    travel(states, passage.to, diff(passage.to, passage.from, passage.backward));
    if (passage.from.kind != Kind::directory) {
        return states;
    }
    for (const DiskState* end : {&passage.from, &passage.to}) {
        States closing;
        travel(closing, *end, close_directory(*end, passage.closed_owner));
        const DiskState closed = closing.empty() ? *end : closing.back();
        states.insert(states.end(), closing.begin(), closing.end());
        travel(states, closed, diff(closed, passage.to, passage.forward));
        travel(states, closed, diff(closed, passage.from, passage.backward));
    }
    return states;
}

/// Every mode that an attempt can leave. Attempts killed before it matter, too: a file that an
/// apply left wide under its new owner is narrowed to other bits by an undo.
Modes modes_of(const Passage& passage) {
    Modes bases = {passage.from.mode, passage.to.mode, narrowed_mode(passage.from),
                   narrowed_mode(passage.to)};
    if (passage.from.kind == Kind::directory) {
        bases.push_back(kClosedMode);
    }
    Modes modes;
    for (const std::uint32_t base : bases) {
        // chown drops both set-id bits or the first; an ACL gives the last nine bits only
        for (const std::uint32_t mode : {base, base & ~06000U, base & ~04000U, base & 0777U}) {
            modes.push_back(mode);
            modes.push_back(mode | kReadWrite);
        }
    }
    return modes;
}

bool knows_attribute(const States& states, std::string_view name, const std::string* value) {
    return std::ranges::any_of(states, [&](const DiskState& state) {
        const std::string* const known = state.attributes.find(name);
        return value == nullptr ? known == nullptr : known != nullptr && *known == *value;
    });
}

/// Whether the bytes are an ACL of either end as one of the modes makes it: chmod edits ACLs.
bool knows_acl(const Passage& passage, const Modes& modes, const std::string& value) {
    return std::ranges::any_of(std::array{&passage.from, &passage.to}, [&](const DiskState* end) {
        const std::string* const bytes = end->attributes.find(kAclAccess);
        const std::optional<Acl> acl = bytes != nullptr ? parse_acl(*bytes) : std::nullopt;
        return acl && std::ranges::any_of(modes, [&](std::uint32_t mode) {
                   return serialize_acl(with_mode(*acl, mode)) == value;
               });
    });
}

/// Every attribute that is there is known, and every one that is missing is missing on the way.
bool knows_attributes(const Passage& passage, const States& states, const Modes& modes,
                      const Attributes& now) {
    const bool are_known = std::ranges::all_of(now, [&](const Attribute& attribute) {
        return is_beside(attribute.name) || // see admits_beside
               knows_attribute(states, attribute.name, &attribute.value) ||
               (attribute.name == kAclAccess && knows_acl(passage, modes, attribute.value));
    });
    return are_known && std::ranges::all_of(states, [&](const DiskState& state) {
               return std::ranges::all_of(state.attributes, [&](const Attribute& attribute) {
                   const bool is_missing =
                       !is_beside(attribute.name) && now.find(attribute.name) == nullptr;
                   return !is_missing || knows_attribute(states, attribute.name, nullptr);
               });
           });
}

} // namespace

Change close_directory(const DiskState& now, const SetOwner& closed_owner) {
    Change change;
    if (now.flags != 0) {
        change.emplace_back(SetFlags{0});
    }
    if (now.uid != closed_owner.uid || now.gid != closed_owner.gid) {
        change.emplace_back(closed_owner);
    }
    if (now.mode != kClosedMode) {
        change.emplace_back(SetMode{kClosedMode});
    }
    return change;
}

/// Files and directories are made under their names while the directory around them is closed, and
/// are whole before anything else changes: what a kill leaves is less of one end's text, or
/// nothing.
bool admits_beside(const Passage& passage, const DiskState& now, std::string_view attribute) {
    const std::string* const present = now.attributes.find(attribute);
    const std::array ends = {passage.from.attributes.find(attribute),
                             passage.to.attributes.find(attribute)};
    const auto is_end = [&](const std::string* end) {
        return end == nullptr || present == nullptr ? end == present : *end == *present;
    };
    if (std::ranges::any_of(ends, is_end)) {
        return true;
    }
    const bool is_same = ends[0] != nullptr && ends[1] != nullptr && *ends[0] == *ends[1];
    if (is_same || present == nullptr) {
        return !is_same;
    }
    const std::optional<MetadataObject> object = unpack(*present);
    return object && std::ranges::any_of(ends, [&](const std::string* end) {
               const auto whole = end != nullptr ? unpack(*end) : std::nullopt;
               const bool is_known_owner =
                   whole && (object->uid == whole->uid || object->uid == passage.closed_owner.uid);
               return is_known_owner && whole->text.starts_with(object->text);
           });
}

bool admits(const Passage& passage, const DiskState& now) {
    if (now == passage.from || now == passage.to) {
        return true;
    }
    if (!admits_beside(passage, now, kMetadataFile) ||
        !admits_beside(passage, now, kMetadataDirectory) ||
        needs_replacing(passage.from, passage.to) || needs_replacing(now, passage.from)) {
        return false;
    }
    const States states = states_of(passage);
    const bool knows_owner = std::ranges::any_of(states, [&](const DiskState& state) {
        return state.uid == now.uid && state.gid == now.gid;
    });
    const bool knows_flags =
        now.flags == 0 || now.flags == passage.from.flags || now.flags == passage.to.flags;
    const Modes modes = modes_of(passage);
    return knows_owner && knows_flags && std::ranges::find(modes, now.mode) != modes.end() &&
           knows_attributes(passage, states, modes, now.attributes);
}

} // namespace permap::codec
