// SPDX-License-Identifier: Apache-2.0
// Shares in the `args:` line of a Proxmox VE configuration (/etc/pve/qemu-server/VMID.conf). Pure.
#pragma once

#include "scanner/shares/found_share.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// The shares of the machine as it is now: what follows a [snapshot] is left out.
[[nodiscard]] ParsedShares parse_proxmox_config(std::string_view text, const FoundShare& prototype);

/// Words of a line as a shell splits them: quotes and backslashes, nothing is expanded.
[[nodiscard]] base::Result<std::vector<std::string>> split_shell_words(std::string_view line);

} // namespace permap::scanner
