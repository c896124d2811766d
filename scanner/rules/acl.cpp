// SPDX-License-Identifier: Apache-2.0
// What ACLs grant beyond the nine bits that ls shows.
#include "codec/posix_acl.hpp"
#include "scanner/rules/all.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace permap::scanner {
namespace {

constexpr std::uint16_t kRead = 4;
constexpr std::uint16_t kWrite = 2;

/// So many entries are told one by one: an attribute holds 8000.
constexpr std::size_t kMostNamed = 8;

std::uint16_t permissions_of(const codec::Acl& acl, codec::AclTag tag, std::uint16_t otherwise) {
    const auto at = std::ranges::find(acl, tag, &codec::AclEntry::tag);
    return at == acl.end() ? otherwise : at->permissions;
}

std::string to_text(codec::AclEntry entry, unsigned permissions) {
    return fmt::format("{}:{}:{}{}{}", entry.tag == codec::AclTag::user ? "user" : "group",
                       entry.id, (permissions & kRead) != 0 ? 'r' : '-',
                       (permissions & kWrite) != 0 ? 'w' : '-',
                       (permissions & 1U) != 0 ? 'x' : '-');
}

/// The user a share is run as is meant to be let in this way.
bool is_share_owner(codec::AclEntry entry, const Share& share) {
    return entry.tag == codec::AclTag::user ? share.host_uid == codec::HostUid{entry.id}
                                            : share.host_gid == codec::HostGid{entry.id};
}

bool is_named(codec::AclEntry entry) {
    return entry.tag == codec::AclTag::user || entry.tag == codec::AclTag::group;
}

} // namespace

std::optional<codec::Acl> find_acl(const Examined& entry, std::string_view name) {
    const std::string* const bytes = entry.facts.state.attributes.find(name);
    return bytes == nullptr ? std::nullopt : codec::parse_acl(*bytes);
}

std::string say_granted(const Examined& entry, std::uint32_t wanted) {
    const std::optional<codec::Acl> acl = find_acl(entry, codec::kAclAccess);
    if (!acl) {
        return {};
    }
    // Named entries are cut by the mask; what everybody has is no widening (acl(5)).
    const unsigned mask = permissions_of(*acl, codec::AclTag::mask, 7);
    const unsigned others = permissions_of(*acl, codec::AclTag::other, 0);
    std::vector<std::string> grants;
    std::size_t count = 0;
    for (const codec::AclEntry& named : *acl) {
        const unsigned granted = named.permissions & mask;
        if (is_named(named) && (granted & ~others & wanted) != 0 &&
            !is_share_owner(named, entry.share) && ++count <= kMostNamed) {
            grants.push_back(to_text(named, granted));
        }
    }
    if (count > kMostNamed) {
        grants.push_back(fmt::format("and {} more", count - kMostNamed));
    }
    return fmt::format("{}", fmt::join(grants, ", "));
}

std::optional<Hit> check_acl_widens_access(const Examined& entry) {
    std::string grants = say_granted(entry, kRead | kWrite);
    if (grants.empty()) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::medium, .evidence = {{"grants", std::move(grants)}}};
}

std::optional<Hit> check_acl_default_leaks(const Examined& entry) {
    const std::optional<codec::Acl> acl = find_acl(entry, codec::kAclDefault);
    if (!acl || (permissions_of(*acl, codec::AclTag::other, 0) & kWrite) == 0) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::medium};
}

} // namespace permap::scanner
