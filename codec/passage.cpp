// SPDX-License-Identifier: Apache-2.0
#include "codec/passage.hpp"

#include "codec/metadata_file.hpp"
#include "codec/posix_acl.hpp"

#include <algorithm>
#include <array>

namespace permap::codec {
namespace {

using Modes = std::vector<std::uint32_t>;
using Ends = std::array<const DiskState*, 2>;

/// Without privilege the owner gets u+rw before anything else can be done.
constexpr std::uint32_t kReadWrite = 0600;

Ends ends_of(const Passage& passage) {
    return {&passage.from, &passage.to};
}

bool is_owned_by(const DiskState& state, const SetOwner& owner) {
    return state.uid == owner.uid && state.gid == owner.gid;
}

/// Owner and group change in one step.
bool knows_owner(const Passage& passage, const DiskState& now) {
    return is_owned_by(now, {passage.from.uid, passage.from.gid}) ||
           is_owned_by(now, {passage.to.uid, passage.to.gid}) ||
           (now.kind == Kind::directory && is_owned_by(now, passage.closed_owner));
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

/// Whether the bytes are an ACL of either end as one of the modes makes it: chmod edits ACLs.
bool knows_acl(const Passage& passage, const Modes& modes, const std::string& value) {
    return std::ranges::any_of(ends_of(passage), [&](const DiskState* end) {
        const std::string* const bytes = end->attributes.find(kAclAccess);
        const std::optional<Acl> acl = bytes != nullptr ? parse_acl(*bytes) : std::nullopt;
        return acl && std::ranges::any_of(modes, [&](std::uint32_t mode) {
                   return serialize_acl(with_mode(*acl, mode)) == value;
               });
    });
}

/// Whether an ACL that both ends have goes on the way: narrowing edits it, so it is set anew. (The
/// kernel stores none that the mode says by itself.)
bool is_acl_set_anew(const Passage& passage, const std::string& value) {
    const std::optional<Acl> acl = parse_acl(value);
    const bool is_directory = passage.from.kind == Kind::directory;
    if (!acl || (!is_directory && passage.from == passage.to)) {
        return false;
    }
    const auto edits = [&](std::uint32_t mode) { return with_mode(*acl, mode) != *acl; };
    return is_minimal(*acl) || edits(narrowed_mode(passage.from)) ||
           edits(narrowed_mode(passage.to)) || (is_directory && edits(kClosedMode));
}

/// Whether an attribute that an end has can be missing on the way. Each is set and removed as a
/// whole, and one that changes is removed first.
bool can_be_missing(const Passage& passage, const Attribute& attribute) {
    const auto has_it = [&](const DiskState* end) {
        const std::string* const value = end->attributes.find(attribute.name);
        return value != nullptr && *value == attribute.value;
    };
    if (!std::ranges::all_of(ends_of(passage), has_it)) {
        return true;
    }
    if (attribute.name == kCapability) { // chown takes it from a file
        const bool is_chowned = !is_owned_by(passage.from, {passage.to.uid, passage.to.gid});
        return is_chowned && passage.from.kind != Kind::directory;
    }
    return attribute.name == kAclAccess && is_acl_set_anew(passage, attribute.value);
}

/// Every attribute that is there is known, and every one that is missing is missing on the way. No
/// more than that is asked and nothing is copied: a guest can plant thousands of large ones.
bool knows_attributes(const Passage& passage, const Modes& modes, const Attributes& now) {
    const bool are_known = std::ranges::all_of(now, [&](const Attribute& attribute) {
        const auto is_of = [&](const DiskState* end) {
            const std::string* const known = end->attributes.find(attribute.name);
            return known != nullptr && *known == attribute.value;
        };
        return is_beside(attribute.name) || // see admits_beside
               std::ranges::any_of(ends_of(passage), is_of) ||
               (attribute.name == kAclAccess && knows_acl(passage, modes, attribute.value));
    });
    return are_known && std::ranges::all_of(ends_of(passage), [&](const DiskState* end) {
               return std::ranges::all_of(end->attributes, [&](const Attribute& attribute) {
                   return is_beside(attribute.name) || now.find(attribute.name) != nullptr ||
                          can_be_missing(passage, attribute);
               });
           });
}

/// Whether a metadata directory that both ends have is on the way to being closed, or from there.
bool is_closing(const Passage& passage, const MetadataObject& end, const MetadataObject& now) {
    const SetOwner& closed = passage.closed_owner;
    const bool knows_owner = (now.uid == end.uid && now.gid == end.gid) ||
                             (now.uid == closed.uid && now.gid == closed.gid);
    return knows_owner && (now.mode == end.mode || now.mode == kClosedMode);
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
    if (present == nullptr) {
        return !is_same;
    }
    const std::optional<MetadataObject> object = unpack(*present);
    if (is_same) {
        const auto whole = unpack(*ends[0]);
        return attribute == kMetadataDirectory && object && whole &&
               is_closing(passage, *whole, *object);
    }
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
    const bool knows_flags =
        now.flags == 0 || now.flags == passage.from.flags || now.flags == passage.to.flags;
    const Modes modes = modes_of(passage);
    return knows_owner(passage, now) && knows_flags &&
           std::ranges::find(modes, now.mode) != modes.end() &&
           knows_attributes(passage, modes, now.attributes);
}

} // namespace permap::codec
