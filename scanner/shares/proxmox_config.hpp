// SPDX-License-Identifier: Apache-2.0
// Shares in a Proxmox VE configuration (/etc/pve/qemu-server/VMID.conf): in its line `args:`, and
// the directories in its lines `virtiofs0:` and so on (since Proxmox VE 8.4). Pure.
#pragma once

#include "scanner/shares/found_share.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// Paths by the name under which the cluster knows them.
using ProxmoxDirectories = std::map<std::string, std::string, std::less<>>;

/// The directory mappings (/etc/pve/mapping/directory.cfg) of this node; of any where the node is
/// not known.
[[nodiscard]] ProxmoxDirectories parse_proxmox_directories(std::string_view text,
                                                           std::string_view node);

/// The shares of the machine as it is now: what follows a [snapshot] is left out.
[[nodiscard]] ParsedShares parse_proxmox_config(std::string_view text,
                                                const ProxmoxDirectories& directories,
                                                const FoundShare& prototype);

/// Words of a line as a shell splits them: quotes and backslashes, nothing is expanded.
[[nodiscard]] base::Result<std::vector<std::string>> split_shell_words(std::string_view line);

} // namespace permap::scanner
