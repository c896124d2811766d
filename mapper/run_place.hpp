// SPDX-License-Identifier: Apache-2.0
// Whether a run file lies where nobody else can interfere: SQLite replays what it finds beside its
// file (NAME-journal, NAME-wal), so whoever can make names there decides what a run writes.
#pragma once

#include "base/result.hpp"

#include <string>

namespace permap::mapper {

/// An absolute path to it; links in its directory are followed, which must be there. It need not
/// be.
[[nodiscard]] base::Result<std::string> absolute_place(const std::string& file);

enum class RunPlaceUse { to_create, to_open };

/// The path of a run file without symbolic links, to be opened at once. An error where somebody
/// other than root and the effective user could change the file, what SQLite keeps beside it, or a
/// directory on the way. A missing file is none.
[[nodiscard]] base::Result<std::string> check_run_place(const std::string& path, RunPlaceUse use);

} // namespace permap::mapper
