// SPDX-License-Identifier: Apache-2.0
// The mark on the root of a tree with an unfinished run: a hint for people and for the rule
// interrupted-run. It names the run and its file; it is never trusted.
#pragma once

#include "mapper/execute.hpp"

#include <string>
#include <string_view>

namespace permap::mapper {

struct MarkedRun {
    std::string_view id;
    std::string_view file; ///< the run file, absolute
    std::string_view temporary_prefix;
    /// A model of the run has the root's metadata file for its own: the mark may share it.
    bool keeps_files = false;
};

/// Sets the mark and flushes it: a sudden stop must not lose it. `trusted.permap.run`, or
/// `user.permap.run` without the privilege for that. Where there are no attributes it is a `#` line
/// in the root's metadata file, which servers skip. An error where something else has that name.
[[nodiscard]] base::Result<void> set_mark(const Disk& disk, int root, const MarkedRun& run);

[[nodiscard]] base::Result<void> remove_mark(const Disk& disk, int root, const MarkedRun& run);

/// The text of the mark, or empty.
[[nodiscard]] base::Result<std::string> read_mark(const base::FsReader& reader, int root);

/// Whether the root's metadata file is there for the mark alone. Where the root itself took the
/// mark the file is none, whatever it says.
[[nodiscard]] base::Result<bool> is_mark_in_file(const base::FsReader& reader, int root);

} // namespace permap::mapper
