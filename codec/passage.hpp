// SPDX-License-Identifier: Apache-2.0
// Passage: the states that an inode can be found in between its old state and the wanted one, when
// a run was killed at any step, in either direction. Everything else was done by somebody else.
#pragma once

#include "codec/change.hpp"

#include <optional>
#include <string_view>

namespace permap::codec {

/// The two ends of a conversion of one inode. Whichever way and in whichever order it travels, the
/// states in between have the same parts.
struct Passage {
    const DiskState& from;
    const DiskState& to;
    /// Who owns a directory while it is closed, for directories.
    SetOwner closed_owner;
};

/// The mode of a directory that is closed to everybody but the owner of the run.
inline constexpr std::uint32_t kClosedMode = 0700;

/// The steps that close a directory.
[[nodiscard]] Change close_directory(const DiskState& now, const SetOwner& closed_owner);

/// Whether what lies beside the inode (a metadata file or directory) is old, wanted or half made.
[[nodiscard]] bool admits_beside(const Passage& passage, const DiskState& now,
                                 std::string_view attribute);

/// Whether every part of `now` is the old one, the wanted one, or one that our own steps pass
/// through. Objects that are replaced have no states in between.
[[nodiscard]] bool admits(const Passage& passage, const DiskState& now);

} // namespace permap::codec
