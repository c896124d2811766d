// SPDX-License-Identifier: Apache-2.0
// list_guest: everything a guest can see of an export, for comparing one server or moment with
// another. What can never stay the same in a migration (qid, ctime, blocks) is left out.
#pragma once

#include "tests/oracle/ninep_client.hpp"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>

namespace permap::oracle {

/// One object as the server describes it. The errno fields are 0 when all went well; a guest would
/// have got the same error.
struct GuestEntry {
    std::uint32_t mode = 0; // full st_mode
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t rdev = 0;
    std::uint64_t size = 0;
    std::uint64_t nlink = 0;
    Timestamp mtime;
    std::string link_target; // of what is a symlink to the guest
    std::map<std::string, std::string> xattrs;
    int readlink_errno = 0;
    int readdir_errno = 0;
    int xattr_errno = 0; // of the list, or of the first value that could not be read

    bool operator==(const GuestEntry&) const = default;
};

/// For GoogleTest's messages.
std::ostream& operator<<(std::ostream& out, const GuestEntry& entry);

/// Path relative to the export ("a/b"; "." is its root) to what is there.
using GuestListing = std::map<std::string, GuestEntry>;

/// Walks the whole export as user `n_uname`. Fails where a guest would get no answer at all:
/// an entry that readdir names and walk or getattr refuse.
[[nodiscard]] base::Result<GuestListing> list_guest(NinepClient& client, std::uint32_t n_uname = 0);

} // namespace permap::oracle
