// SPDX-License-Identifier: Apache-2.0
#include "mapper/blockers.hpp"

#include "base/file_system.hpp"
#include "codec/change.hpp"
#include "codec/metadata_file.hpp"
#include "mapper/made_real.hpp"

#include <algorithm>
#include <array>

#include <sys/sysmacros.h>

namespace permap::mapper {
namespace {

using codec::Kind;
using codec::Oddity;

struct Row {
    std::string_view rule;
    Treatment treatment;
    bool (*applies)(const Planned& entry);
};

/// Whether a file that stands in for something becomes what it stands for.
bool becomes_real(const Planned& entry) {
    return entry.facts.state.kind == Kind::file && entry.wanted.kind != Kind::file;
}

bool has_capability(const codec::DiskState& state) {
    return state.attributes.find(codec::kCapability) != nullptr;
}

Crossing crossing_of(const Planned& entry) {
    return {entry.facts.state, entry.wanted, entry.from.storage, entry.to.storage};
}

/// A directory is closed and opened again even where nothing else is to change on it.
bool is_immutable(const Planned& entry) {
    return entry.facts.state.flags != 0 &&
           !(entry.wanted == entry.facts.state && entry.facts.state.kind != Kind::directory);
}

/// What takes its place cannot have the flag: links and specials have none.
bool is_immutable_and_replaced(const Planned& entry) {
    return is_immutable(entry) && codec::needs_replacing(entry.facts.state, entry.wanted);
}

bool is_corrupt(const Planned& entry) {
    return entry.decoded.has(Oddity::corrupt_value) || entry.decoded.has(Oddity::corrupt_acl) ||
           entry.decoded.has(Oddity::unusable_id);
}

bool has_wrong_type(const Planned& entry) {
    return entry.decoded.has(Oddity::type_mismatch);
}

/// One that is there already is taken along with leave.
bool makes_capability_real(const Planned& entry) {
    const std::string* const present = entry.facts.state.attributes.find(codec::kCapability);
    if (present == nullptr) {
        return makes_capability(crossing_of(entry));
    }
    codec::DiskState with_leave = entry.wanted;
    with_leave.attributes.set(codec::kCapability, *present);
    return makes_capability({entry.facts.state, with_leave, entry.from.storage, entry.to.storage});
}

bool is_link_too_long(const Planned& entry) {
    return becomes_real(entry) && entry.decoded.view.link.size() > entry.limits.longest_link;
}

bool is_link_impossible(const Planned& entry) {
    const std::string& link = entry.decoded.view.link;
    return becomes_real(entry) && entry.decoded.view.kind == Kind::symlink &&
           (link.empty() || link.find('\0') != std::string::npos);
}

bool loses_stand_in_content(const Planned& entry) {
    return becomes_real(entry) && entry.decoded.has(Oddity::stand_in_content);
}

/// Linux lets nobody attach user attributes to links and specials; a mapped guest may.
bool loses_user_attributes(const Planned& entry) {
    return becomes_real(entry) && codec::needs_replacing(entry.facts.state, entry.wanted) &&
           std::ranges::any_of(entry.facts.other_attributes,
                               [](const std::string& name) { return name.starts_with("user."); });
}

bool has_foreign_dialect(const Planned& entry) {
    return entry.decoded.has(Oddity::foreign_dialect);
}

bool has_unmapped_id(const Planned& entry) {
    return !entry.unmapped.empty();
}

/// Whether the caller may own files so, and so may take them there and back.
bool may_give_to(const Caller& caller, const codec::DiskState& state) {
    return state.uid == caller.uid &&
           std::ranges::find(caller.groups, state.gid) != caller.groups.end();
}

/// Without privilege one may change one's own files, to oneself and one's own groups. What could
/// not be taken back counts, too: the kernel lets an owner drop a foreign group, and nobody but
/// root put a capability back.
bool lacks_privilege(const Planned& entry) {
    const codec::DiskState& now = entry.facts.state;
    if (entry.caller.may.may_change_any || now == entry.wanted) {
        return false;
    }
    const bool is_foreign =
        !may_give_to(entry.caller, now) || !may_give_to(entry.caller, entry.wanted);
    return is_foreign || has_capability(now);
}

/// What this process could not do, or not take back, although it may change owners.
bool lacks_capability(const Planned& entry) {
    const codec::DiskState& now = entry.facts.state;
    if (now == entry.wanted) {
        return false;
    }
    const base::Privileges& may = entry.caller.may;
    const auto exists = [&](const codec::DiskState& state) {
        return base::holds(may.uids, state.uid.value) && base::holds(may.gids, state.gid.value);
    };
    const bool makes_a_device = now.kind != entry.wanted.kind &&
                                (codec::is_device(now.kind) || codec::is_device(entry.wanted.kind));
    const bool sets_a_capability = has_capability(now) || has_capability(entry.wanted);
    return !exists(now) || !exists(entry.wanted) || (makes_a_device && !may.may_make_devices) ||
           (sets_a_capability && !may.may_set_capabilities) ||
           (is_immutable(entry) && !may.may_clear_flags);
}

bool is_replaced(const Planned& entry) {
    return codec::needs_replacing(entry.facts.state, entry.wanted);
}

bool cannot_be_exchanged(const Planned& entry) {
    return !entry.limits.can_exchange && is_replaced(entry);
}

bool is_socket_in_use(const Planned& entry) {
    return entry.has_listener && is_replaced(entry);
}

/// xfs cuts the number: 9 bits of major and 18 of minor are left.
bool is_device_too_large(const Planned& entry) {
    const std::uint64_t device = entry.wanted.rdev;
    return !entry.limits.holds_all_devices && makes_device(crossing_of(entry)) &&
           (major(device) >= 512 || minor(device) >= (1U << 18));
}

bool has_no_room(const Planned& entry) {
    std::size_t bytes = entry.other_attribute_bytes;
    if (entry.limits.attribute_room == 0 || entry.wanted == entry.facts.state ||
        is_replaced(entry)) {
        return false;
    }
    for (const codec::Attribute& attribute : codec::inode_part(entry.wanted).attributes) {
        bytes += base::attribute_size(attribute.name, attribute.value.size());
    }
    return bytes > entry.limits.attribute_room;
}

bool has_both_codecs(const Planned& entry) {
    return entry.decoded.has(Oddity::both_codecs);
}

bool has_disagreeing_links(const Planned& entry) {
    return entry.decoded.has(Oddity::links_disagree);
}

/// Where the target keeps metadata files, too: what stands at the file's name is in the way.
bool has_foreign_metadata(const Planned& entry) {
    return entry.to.keeps_files && entry.decoded.has(Oddity::foreign_metadata);
}

bool is_stray_metadata(const Planned& entry) {
    return entry.from.keeps_files && codec::is_reserved_name(entry.name);
}

/// The server would hide the entry and refuse every use of it.
bool has_reserved_name(const Planned& entry) {
    return entry.to.keeps_files && !entry.from.keeps_files && codec::is_reserved_name(entry.name);
}

/// A device number that comes back from an int as another one, for the guest's kernel too.
bool loses_device(const Planned& entry) {
    constexpr std::uint32_t kMinusOne = 0xffffffff; // the server writes no line for it
    return entry.to.keeps_files && codec::is_device(entry.decoded.view.kind) &&
           static_cast<std::uint32_t>(entry.decoded.view.rdev) == kMinusOne;
}

constexpr std::array kRows = {
    Row{"immutable", Treatment::leave, is_immutable_and_replaced},
    Row{"immutable", Treatment::go_on,
        [](const Planned& entry) {
            return is_immutable(entry) && !is_immutable_and_replaced(entry);
        }},
    Row{"mapped-corrupt", Treatment::go_on, is_corrupt},
    Row{"mapped-type-mismatch", Treatment::go_on, has_wrong_type},
    Row{"both-codecs", Treatment::go_on, has_both_codecs},
    Row{"hard-link-disagree", Treatment::go_on, has_disagreeing_links},
    Row{"orphan-metadata", Treatment::leave, has_foreign_metadata},
    Row{"orphan-metadata", Treatment::leave, is_stray_metadata},
    Row{"reserved-name", Treatment::leave, has_reserved_name},
    Row{"device-node", Treatment::go_on,
        [](const Planned& entry) { return makes_device(crossing_of(entry)); }},
    Row{"setuid-file", Treatment::go_on,
        [](const Planned& entry) { return makes_setuid(crossing_of(entry)); }},
    Row{"setgid-file", Treatment::go_on,
        [](const Planned& entry) { return makes_setgid(crossing_of(entry)); }},
    Row{"file-capability", Treatment::go_on, makes_capability_real},
    Row{"symlink-too-long", Treatment::leave, is_link_too_long},
    Row{"symlink-unrepresentable", Treatment::leave, is_link_impossible},
    Row{"lossy", Treatment::leave, loses_stand_in_content},
    Row{"lossy", Treatment::leave, loses_user_attributes},
    Row{"lossy", Treatment::leave, is_device_too_large},
    Row{"unmapped-id", Treatment::go_on, has_unmapped_id},
    Row{"mapped-foreign-dialect", Treatment::report, has_foreign_dialect},
    Row{"lossy", Treatment::leave, loses_device},
    Row{"xattr-no-room", Treatment::leave, has_no_room},
    Row{"socket-in-use", Treatment::go_on, is_socket_in_use},
    Row{"no-exchange", Treatment::leave, cannot_be_exchanged},
    Row{"missing-privilege", Treatment::leave,
        [](const Planned& entry) { return lacks_privilege(entry) || lacks_capability(entry); }},
};

constexpr std::array kTreeRows = {
    TreeBlocker{"overlay-unstable", Treatment::go_on, true},
    TreeBlocker{"server-running", Treatment::go_on, false},
    TreeBlocker{"raid-degraded", Treatment::go_on, false},
    TreeBlocker{"interrupted-run", Treatment::go_on,
                false}, // above the root; below it, entry by entry
};

} // namespace

std::span<const TreeBlocker> tree_blockers() {
    return kTreeRows;
}

std::vector<Blocker> find_blockers(const Planned& entry) {
    std::vector<Blocker> found;
    for (const Row& row : kRows) {
        if (row.applies(entry)) {
            found.push_back({row.rule, row.treatment});
        }
    }
    return found;
}

} // namespace permap::mapper
