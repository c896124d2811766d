// SPDX-License-Identifier: Apache-2.0
// The mark on the root of a tree with an unfinished run: a hint for people and for the rule
// interrupted-run. It names the run and its file; it is never trusted.
#pragma once

#include "mapper/execute.hpp"

#include <string>
#include <string_view>

namespace permap::mapper {

/// Sets the mark and flushes it: a sudden stop must not lose it. `trusted.permap.run`, or
/// `user.permap.run` without the privilege for that. Where there are no attributes it is a `#` line
/// in the root's metadata file, which servers skip.
[[nodiscard]] base::Result<void> set_mark(const Disk& disk, int root, std::string_view run_id,
                                          std::string_view run_file);

[[nodiscard]] base::Result<void> remove_mark(const Disk& disk, int root);

/// The text of the mark, or empty.
[[nodiscard]] base::Result<std::string> read_mark(const base::FsReader& reader, int root);

} // namespace permap::mapper
