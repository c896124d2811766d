// SPDX-License-Identifier: Apache-2.0
// Owners that the host does not know: ids of a guest written through, of containers, or of accounts
// that were removed. Whoever gets the id next gets the objects.
#include "scanner/identities.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// In a mapped tree the owner on disk is the QEMU user, and host-owner judges every other one.
bool owners_are_the_guests(const Examined& entry) {
    return entry.identities != nullptr && entry.share.model->storage == codec::Storage::native;
}

} // namespace

std::optional<Hit> check_unknown_owner(const Examined& entry) {
    const codec::HostUid owner = entry.facts.state.uid;
    if (!owners_are_the_guests(entry) || owner == entry.share.host_uid ||
        entry.identities->host_users.has(owner.value)) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::medium};
}

std::optional<Hit> check_unknown_group(const Examined& entry) {
    const codec::HostGid group = entry.facts.state.gid;
    if (!owners_are_the_guests(entry) || group == entry.share.host_gid ||
        entry.identities->host_groups.has(group.value)) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::medium};
}

std::string say_unknown_owner(const Finding& finding) {
    return fmt::format("uid {} is no user of this host and in no declared range", finding.uid);
}

std::string say_unknown_group(const Finding& finding) {
    return fmt::format("gid {} is no group of this host and in no declared range", finding.gid);
}

} // namespace permap::scanner
