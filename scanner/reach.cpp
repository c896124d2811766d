// SPDX-License-Identifier: Apache-2.0
#include "scanner/reach.hpp"

#include "base/ancestors.hpp"
#include "codec/posix_acl.hpp"

#include <algorithm>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kSearchForOthers = 0001;
constexpr std::uint32_t kSearchForGroup = 0010;
constexpr std::uint32_t kSearchForAnybodyElse = 0011;
constexpr codec::HostUid kNobodyButRoot = {};

bool lets_others_through(std::uint32_t mode) {
    return (mode & kSearchForOthers) != 0;
}

/// Of two directories that let in only their owners, both must be passed.
void keep_out_all_but(codec::HostUid owner, Reach& reach) {
    const bool is_same = !reach.only || *reach.only == owner;
    reach.only = is_same ? owner : kNobodyButRoot;
}

} // namespace

Reach inside(const Reach& above, std::uint32_t mode, codec::HostUid owner,
             const std::string& path) {
    if (lets_others_through(mode)) {
        return above;
    }
    Reach reach = above;
    reach.host = reach.guest = false;
    if ((mode & kSearchForAnybodyElse) == 0) {
        keep_out_all_but(owner, reach);
    }
    if (!reach.blocked_by) {
        reach.blocked_by = std::make_shared<const std::string>(path);
    }
    return reach;
}

std::uint32_t open_mode(const codec::DiskState& directory,
                        std::span<const std::uint32_t> broad_groups) {
    const auto is_broad = [&](std::uint32_t group) {
        return std::ranges::find(broad_groups, group) != broad_groups.end();
    };
    if (lets_others_through(directory.mode) || (directory.mode & kSearchForGroup) == 0 ||
        broad_groups.empty()) {
        return directory.mode; // the group's bits limit all entries of an ACL
    }
    const std::string* const bytes = directory.attributes.find(codec::kAclAccess);
    const std::optional<codec::Acl> acl =
        bytes != nullptr ? codec::parse_acl(*bytes) : std::nullopt;
    bool is_open = !acl && is_broad(directory.gid.value);
    for (const codec::AclEntry& entry : acl.value_or(codec::Acl())) {
        const bool is_own = entry.tag == codec::AclTag::group_obj && is_broad(directory.gid.value);
        const bool is_named = entry.tag == codec::AclTag::group && is_broad(entry.id);
        is_open = is_open || ((is_own || is_named) && (entry.permissions & 1U) != 0);
    }
    return directory.mode | (is_open ? kSearchForOthers : 0U);
}

Reach either(const Reach& own, const Reach& other) {
    Reach reach = own;
    reach.guest = own.guest || other.guest;
    if (own.host) {
        return reach;
    }
    if (other.host) {
        reach.host = true;
        reach.blocked_by = nullptr;
        reach.through = other.through;
    }
    if (own.only != other.only) {
        reach.only = std::nullopt; // by two ways, two owners
    }
    return reach;
}

Reach reach_of_root(const std::string& real_path) {
    Reach reach;
    for (const base::Ancestor& ancestor : base::read_ancestors(real_path)) {
        reach = inside(reach, ancestor.mode, codec::HostUid{ancestor.uid}, ancestor.path);
    }
    reach.guest = true; // guests come in at the root
    return reach;
}

} // namespace permap::scanner
