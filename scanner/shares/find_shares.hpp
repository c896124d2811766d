// SPDX-License-Identifier: Apache-2.0
// Looks for shares on a system: libvirt's domains, Proxmox VE's machines, running QEMU and
// virtiofsd, and the fstab of a guest whose files lie somewhere. Everything is read below one
// root, "/" unless a test or a rescue system says otherwise; nothing is written or started.
#pragma once

#include "scanner/accounts.hpp"
#include "scanner/shares/examined_share.hpp"
#include "scanner/shares/found_share.hpp"

#include <string>
#include <vector>

namespace permap::scanner {

struct ShareSearch {
    std::string system_root = "/";
    /// Domains to read instead of searching the system; paths of the caller.
    std::vector<std::string> libvirt_files = {};
    std::string guest_root = {}; ///< of a guest's tree, for its fstab; empty: none
};

/// Shares in a fixed order, each once: what a running process serves and a configuration describes
/// is one share. Mistakes are files and lines that could not be read or understood.
[[nodiscard]] ParsedShares find_shares(const ShareSearch& search);

/// What the share's directory is like below `system_root`. Reads its top only.
[[nodiscard]] base::Result<ShareDirectory>
look_at_share(const FoundShare& share, const std::string& system_root, const Accounts& users);

/// The users of the system; empty where there is no passwd file.
[[nodiscard]] Accounts read_users(const std::string& system_root);

/// Of several shares, the one a line of a guest's fstab mounts; nullptr where the tag does not say.
[[nodiscard]] const FoundShare* find_server(const std::vector<FoundShare>& shares,
                                            const FoundShare& mount);

/// One list from what configurations describe and what processes serve (pure): a process that
/// serves what a configuration describes gives it its user, a virtiofsd its QEMU's tag.
[[nodiscard]] std::vector<FoundShare> merge_shares(std::vector<FoundShare> configured,
                                                   std::vector<FoundShare> running);

} // namespace permap::scanner
