// SPDX-License-Identifier: Apache-2.0
// Blockers: what must be settled before a conversion may write. Each is a rule of the audit, a
// predicate and what --allow makes of it; a new one is one row. Pure.
#pragma once

#include "base/privileges.hpp"
#include "codec/model.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace permap::mapper {

/// What happens to an entry with a blocker that --allow names.
enum class Treatment {
    report, ///< blocks nothing: reported only
    go_on,  ///< converted all the same
    leave,  ///< left unconverted and listed
};

/// What the file system under the root can hold.
struct Limits {
    /// Bytes of a symbolic link's text. Linux: PATH_MAX without its NUL.
    std::size_t longest_link = 4095;
    /// Bytes for all attributes of an inode together; 0: no such limit.
    std::size_t attribute_room = 0;
    bool can_exchange = true;      ///< RENAME_EXCHANGE
    bool holds_all_devices = true; ///< also majors from 512 and minors from 2^18
};

/// One entry as the planner sees it.
struct Planned {
    const codec::Facts& facts;
    const codec::Decoded& decoded;
    const codec::DiskState& wanted;
    const codec::Model& from;
    const codec::Model& to;
    bool is_privileged = true; ///< root's rights over every id
    codec::HostUid caller;     ///< who converts, where not privileged
    Limits limits = {};
    const base::Privileges* privileges = nullptr; ///< null: all
    /// What the attributes that stay take of the room, as base::attribute_size counts.
    std::size_t other_attribute_bytes = 0;
    bool has_listener = false; ///< a socket with somebody behind it
};

struct Blocker {
    std::string_view rule;
    Treatment treatment;
};

/// Whether a file system of this type (as mountinfo names it) can swap two names atomically. Found
/// by reading each rename of Linux 6.1; nothing but trying would say it, and that would write.
[[nodiscard]] bool has_exchange(std::string_view type);

/// All that stands in the entry's way; empty for nearly all entries.
[[nodiscard]] std::vector<Blocker> find_blockers(const Planned& entry);

/// What stands in the way of a whole run, by the rule's `check_root`.
struct TreeBlocker {
    std::string_view rule;
    Treatment treatment;
};

[[nodiscard]] std::span<const TreeBlocker> tree_blockers();

/// Whether going back to `state` would make something real on the host that the guest may have
/// chosen: a device, a set-id program, a capability. The rule that says so; empty where not.
[[nodiscard]] std::string_view made_real_by(const codec::DiskState& state);

} // namespace permap::mapper
