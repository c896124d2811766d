// SPDX-License-Identifier: Apache-2.0
// Identities: who is who on the host and in the guest, for rules about ids. Read once, before any
// tree is walked, and shared by all workers.
#pragma once

#include "scanner/known_ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace permap::scanner {

struct Identities {
    KnownIds host_users;
    KnownIds host_groups;
    std::optional<Accounts> guest_users; ///< where the guest's files were given
    std::optional<Accounts> guest_groups;
    std::vector<Account> broad_groups; ///< groups of the host that nearly everybody is in
};

/// Whether anything is known of the guest's accounts; not where there is nobody to ask.
[[nodiscard]] bool knows_guest(const Identities* who);

struct IdentityRequest {
    /// Where etc/passwd, etc/group, etc/subuid and etc/subgid of the host lie. This machine's name
    /// services are asked, too, unless it is another one's.
    std::string host_root = "/";
    bool is_this_machine = true;
    std::vector<IdSpan> declared; ///< of users and groups alike
};

/// A file that is not there says nothing, but for the accounts of another host. One that cannot be
/// read and lines that say nothing go to `mistakes`, with the file's name; without the accounts,
/// all ids count as known.
[[nodiscard]] base::Result<Identities> read_identities(const IdentityRequest& request,
                                                       std::vector<base::Error>& mistakes);

/// The groups that a host's distribution puts many accounts in, where it has them: users, nogroup
/// and kvm (Debian, RHEL, Proxmox VE).
[[nodiscard]] std::vector<Account> usual_broad_groups(const Accounts& groups);

[[nodiscard]] std::vector<std::uint32_t> ids_of(const std::vector<Account>& accounts);

/// The passwd and group files of a system whose root is `directory`, read without leaving it.
struct SystemAccounts {
    ParsedAccounts users;
    ParsedAccounts groups;
};
[[nodiscard]] base::Result<SystemAccounts> read_system_accounts(const std::string& directory);

} // namespace permap::scanner
