// SPDX-License-Identifier: Apache-2.0
#include "codec/permission.hpp"

#include <algorithm>

namespace permap::codec {
namespace {

constexpr std::uint32_t kAll = 7;
constexpr std::uint32_t kOwnerShift = 6;
constexpr std::uint32_t kGroupShift = 3;
constexpr std::uint32_t kGroupBits = 070;
constexpr std::uint32_t kAnyExecute = 0111;

Judgement by_bits(Decider decider, std::uint32_t granted, std::uint32_t wanted) {
    return {.is_allowed = (wanted & ~granted) == 0,
            .decider = decider,
            .id = 0,
            .granted = granted & kAll,
            .missing = wanted & ~granted & kAll,
            .is_masked = false};
}

Judgement by_entry(Decider decider, const AclEntry& entry, std::uint32_t mask,
                   std::uint32_t wanted) {
    Judgement judgement = by_bits(decider, entry.permissions & mask, wanted);
    judgement.id = entry.id;
    judgement.granted = entry.permissions;
    judgement.is_masked = (judgement.missing & entry.permissions) != 0;
    return judgement;
}

std::uint32_t mask_of(const Acl& acl) {
    const auto at = std::ranges::find(acl, AclTag::mask, &AclEntry::tag);
    return at == acl.end() ? kAll : at->permissions;
}

/// Entries in the order of the kernel. Of the groups the first one that has all wanted bits before
/// the mask decides; if none has, groups deny, and others are not asked any more.
Judgement by_acl(const Guarded& object, const Credentials& who, std::uint32_t wanted) {
    const Acl& acl = *object.acl;
    const std::uint32_t mask = mask_of(acl);
    std::optional<Judgement> denied_by_group;
    for (const AclEntry& entry : acl) {
        if (entry.tag == AclTag::user && entry.id == who.uid) {
            return by_entry(Decider::named_user, entry, mask, wanted);
        }
        const bool is_owning = entry.tag == AclTag::group_obj;
        const bool is_group = is_owning || entry.tag == AclTag::group;
        if (is_group && is_in_group(who, is_owning ? object.gid : entry.id)) {
            const Judgement judgement = by_entry(
                is_owning ? Decider::owning_group : Decider::named_group, entry, mask, wanted);
            if ((wanted & ~std::uint32_t{entry.permissions}) == 0) {
                return judgement;
            }
            denied_by_group = denied_by_group ? denied_by_group : judgement;
        }
    }
    return denied_by_group ? *denied_by_group : by_bits(Decider::other, object.mode, wanted);
}

Judgement by_permissions(const Guarded& object, const Credentials& who, std::uint32_t wanted) {
    if (object.uid == who.uid) {
        return by_bits(Decider::owner, object.mode >> kOwnerShift, wanted);
    }
    // the kernel does not look at an ACL whose mask (the group bits) gives nothing
    if (object.acl && (object.mode & kGroupBits) != 0) {
        return by_acl(object, who, wanted);
    }
    if (is_in_group(who, object.gid)) {
        return by_bits(Decider::owning_group, object.mode >> kGroupShift, wanted);
    }
    return by_bits(Decider::other, object.mode, wanted);
}

/// Root may search every directory, and execute what somebody may.
bool overrides(const Guarded& object, std::uint32_t wanted) {
    return object.kind == Kind::directory || (wanted & kMayExecute) == 0 ||
           (object.mode & kAnyExecute) != 0;
}

} // namespace

bool is_in_group(const Credentials& who, std::uint32_t gid) {
    return std::ranges::find(who.groups, gid) != who.groups.end();
}

Judgement judge(const Guarded& object, const Credentials& who, std::uint32_t wanted) {
    Judgement judgement = by_permissions(object, who, wanted);
    if (!judgement.is_allowed && who.overrides && overrides(object, wanted)) {
        judgement.is_allowed = true;
        judgement.decider = Decider::privilege;
    }
    return judgement;
}

} // namespace permap::codec
