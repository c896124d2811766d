// SPDX-License-Identifier: Apache-2.0
// Reach: whether users other than the owner can get to a place at all, for the two audiences of a
// share. Host users come from "/" and need the search bit on every ancestor; guest users come in
// at the root of the export, so what lies above it does not stop them. `entrances` knows other
// ways.
#pragma once

#include "codec/facts.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace permap::scanner {

class Replaceable;

/// What the directories on the way down mean for "other". Small and shared: one per directory.
struct Reach {
    bool host = true;
    bool guest = true;
    /// The first directory that stops host users: relative to the root, or absolute when it lies
    /// above the root. Null where nothing does.
    std::shared_ptr<const std::string> blocked_by = nullptr;
    /// The other mount by which alone host users come; null where the tree's own path lets them in.
    std::shared_ptr<const std::string> through = nullptr;
    /// Directories on the way let nobody in but their owner, who is this one; root where they have
    /// different owners. Null where there is no such directory.
    std::optional<codec::HostUid> only = {};
    /// The last directory in which others may replace names; null where there is none.
    std::shared_ptr<Replaceable> replaceable = nullptr;
};

/// The reach of what lies inside a directory with these permission bits and this owner at `path`,
/// itself reached with `above`. An ACL changes nothing here: "other" is always the mode's last
/// three bits, and the middle ones limit all that it grants.
[[nodiscard]] Reach inside(const Reach& above, std::uint32_t mode, codec::HostUid owner,
                           const std::string& path);

/// The permission bits of a directory as they count here: with the search bit of others where a
/// group that nearly everybody is in may search it, by the mode or by the ACL.
[[nodiscard]] std::uint32_t open_mode(const codec::DiskState& directory,
                                      std::span<const std::uint32_t> broad_groups);

/// The reach of what can be got to in two ways, first by `own`, which messages are about.
[[nodiscard]] Reach either(const Reach& own, const Reach& other);
/// Where there may be no other.
[[nodiscard]] inline Reach either(const Reach& own, const Reach* other) {
    return other == nullptr ? own : either(own, *other);
}

/// The reach of the root directory itself: from "/" down to it, root's own bits not counted.
/// A component that cannot be examined counts as reachable.
[[nodiscard]] Reach reach_of_root(const std::string& real_path);

} // namespace permap::scanner
