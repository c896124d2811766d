// SPDX-License-Identifier: Apache-2.0
// What this process may do that the owner of a file may not, as /proc says it: capabilities that
// count on the host, and the ids that exist in its user namespace.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace permap::base {

struct IdRange {
    std::uint32_t first = 0;
    std::uint64_t count = 0;
};

[[nodiscard]] bool holds(const std::vector<IdRange>& ranges, std::uint32_t id);

/// By default everything, as root of the host.
struct Privileges {
    bool may_change_any = true;       ///< CAP_CHOWN, CAP_FOWNER, CAP_DAC_OVERRIDE: files of others
    bool may_make_devices = true;     ///< CAP_MKNOD, which counts in the first user namespace only
    bool may_set_capabilities = true; ///< CAP_SETFCAP; in a namespace it would give others
    bool may_clear_flags = true;      ///< CAP_LINUX_IMMUTABLE, likewise
    std::vector<IdRange> uids = {{0, 0xffffffff}}; ///< that files can be given to
    std::vector<IdRange> gids = {{0, 0xffffffff}};
};

/// Of the process whose directory in /proc this is.
[[nodiscard]] Privileges read_privileges(const std::string& directory = "/proc/self");

} // namespace permap::base
