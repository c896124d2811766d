// SPDX-License-Identifier: Apache-2.0
// What a run asks of the names in a directory, whether it changes the tree or only looks.
#pragma once

#include "mapper/settle.hpp"
#include "scanner/directory.hpp"

#include <string>

namespace permap::mapper {

/// Whether another mount or sub-volume begins there. What lies behind it may have inodes and times
/// of birth of rows, and is none of them. What cannot be looked at is none.
[[nodiscard]] bool is_boundary(const base::FsReader& reader, int fd, const std::string& name);

/// Whether the record's object, or what took its place, has its name. What cannot be read counts as
/// there: settling it says why.
[[nodiscard]] bool is_still_there(const base::FsReader& reader, int fd, const Record& record);

/// Whether the server hides the name, or it bears the mark: it holds metadata and is no entry.
[[nodiscard]] base::Result<bool> holds_metadata(const base::FsReader& reader, const Task& task,
                                                int fd, const std::string& name, bool is_in_root);

/// The facts of a directory with what the models of the run keep beside it. `above` is the one
/// around it; null for the root.
[[nodiscard]] base::Result<codec::Facts>
read_directory_facts(const base::FsReader& reader, const Task& task,
                     const scanner::Directory& directory, const scanner::Directory* above, int fd);

} // namespace permap::mapper
