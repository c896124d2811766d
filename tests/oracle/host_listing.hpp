// SPDX-License-Identifier: Apache-2.0
// list_host: everything that the host's kernel tells of a tree, for comparing it with itself at
// another moment. What no conversion can keep (ctime, birth time, blocks) is left out.
#pragma once

#include "tests/oracle/ninep_types.hpp"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>

namespace permap::oracle {

struct HostEntry {
    std::uint32_t mode = 0; ///< full st_mode
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t rdev = 0;
    std::uint64_t nlink = 0;
    std::uint64_t size = 0;
    std::uint64_t inode = 0;
    Timestamp mtime;
    std::string first_name; ///< of all names of the inode: which names are linked
    std::string content;    ///< of a file, or the target of a symbolic link
    std::map<std::string, std::string> xattrs; ///< all that root may see

    bool operator==(const HostEntry&) const = default;
};

/// For GoogleTest's messages.
std::ostream& operator<<(std::ostream& out, const HostEntry& entry);

/// Path relative to the root ("." for the root itself) to what is there.
using HostListing = std::map<std::string, HostEntry>;

/// Empty, with a failed test, where something cannot be read.
[[nodiscard]] HostListing list_host(const std::string& root);

} // namespace permap::oracle
