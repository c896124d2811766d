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

/// Who converts.
struct Caller {
    /// With rights over files of others, the rest does not matter.
    base::Privileges may = {};
    codec::HostUid uid = {};
    std::vector<codec::HostGid> groups = {}; ///< all that it may give files to
};

/// One entry as the planner sees it.
struct Planned {
    const codec::Facts& facts;
    const codec::Decoded& decoded;
    const codec::DiskState& wanted;
    const codec::Model& from;
    const codec::Model& to;
    const Caller& caller;
    Limits limits = {};
    std::span<const std::string> unmapped = {}; ///< ids that none of the given maps covers
    /// What the attributes that stay take of the room, as base::attribute_size counts.
    std::size_t other_attribute_bytes = 0;
    bool has_listener = false;  ///< a socket with somebody behind it
    std::string_view name = {}; ///< of the entry, one component
};

struct Blocker {
    std::string_view rule;
    Treatment treatment;
};

/// All that stands in the entry's way; empty for nearly all entries.
[[nodiscard]] std::vector<Blocker> find_blockers(const Planned& entry);

/// What stands in the way of a whole run, by the rule's `check_root`.
struct TreeBlocker {
    std::string_view rule;
    Treatment treatment;
    /// What was allowed when the plan was made holds for applying and undoing it, too: it is about
    /// what does not change in between.
    bool is_settled_by_plan = false;
};

[[nodiscard]] std::span<const TreeBlocker> tree_blockers();

} // namespace permap::mapper
