// SPDX-License-Identifier: Apache-2.0
// Write permission for a group that nearly everybody is in: g+w in place of o+w, and as good.
#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/posix_acl.hpp"
#include "scanner/identities.hpp"
#include "scanner/rules/all.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kWriteBit = 02;
constexpr std::uint32_t kSearchBit = 01;

/// With an ACL the mode's bits for the group are the mask: what the owning group has is in its own
/// entry, cut by the mask (acl(5)).
std::uint32_t group_permissions(const codec::DiskState& state) {
    const std::uint32_t bits = state.mode >> 3 & 07;
    const std::string* const bytes = state.attributes.find(codec::kAclAccess);
    const std::optional<codec::Acl> acl =
        bytes == nullptr ? std::nullopt : codec::parse_acl(*bytes);
    return acl ? bits & codec::permissions_of(*acl, codec::AclTag::group_obj).value_or(0) : bits;
}

/// Writing to a directory needs the search bit, too (path_resolution(7)).
constexpr std::uint32_t kWriteToDirectory = kWriteBit | kSearchBit;

/// Then world-writable-file or -directory says it, and the group is a part of everybody.
bool is_open_to_all(const Examined& entry) {
    const codec::DiskState& state = entry.facts.state;
    const std::uint32_t needed =
        state.kind == codec::Kind::directory ? kWriteToDirectory : kWriteBit;
    return (state.mode & needed) == needed && is_reachable(entry.reach, entry.share);
}

} // namespace

std::optional<Hit> check_group_writable_broad(const Examined& entry) {
    const codec::DiskState& state = entry.facts.state;
    const bool is_directory = state.kind == codec::Kind::directory;
    if (entry.identities == nullptr || (!is_directory && state.kind != codec::Kind::file)) {
        return std::nullopt;
    }
    const auto& broad = entry.identities->broad_groups;
    const auto group = std::ranges::find(broad, state.gid.value, &Account::id);
    const std::uint32_t granted = group_permissions(state);
    if (group == broad.end() || (granted & kWriteBit) == 0 || is_open_to_all(entry)) {
        return std::nullopt;
    }
    const bool is_usable = !is_directory || (granted & kWriteToDirectory) == kWriteToDirectory;
    return Hit{.severity = is_usable ? Severity::medium : Severity::low,
               .evidence = {{"group", group->name}}};
}

std::string say_group_writable_broad(const Finding& finding) {
    return fmt::format("mode {}: every member of group {} can {}", base::mode_text(finding.mode),
                       base::quote(evidence_of(finding, "group")),
                       finding.kind == codec::Kind::directory
                           ? "create, rename and remove what is in it"
                           : "change the contents");
}

} // namespace permap::scanner
