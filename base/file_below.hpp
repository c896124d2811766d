// SPDX-License-Identifier: Apache-2.0
// Small files of a system whose root is anywhere: this one's, or a tree that belongs to somebody
// else. Links are followed as that system would follow them and never lead out of it; anything but
// a regular file is refused and not opened.
#pragma once

#include "base/fd.hpp"
#include "base/regular_file.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

namespace permap::base {

/// The directory that stands for "/" in the calls below.
[[nodiscard]] Result<Fd> open_system_root(const std::string& path);

/// The regular file at `path`, absolute or relative to the root; not opened yet.
[[nodiscard]] Result<FoundFile> find_file_below(int root, const std::string& path);

/// The bytes of the same. More than `limit` bytes are
/// an error (EFBIG): what is cut would be read as something else.
[[nodiscard]] Result<std::string> read_file_below(int root, const std::string& path,
                                                  std::size_t limit);

/// The same of a file that a person named: found as every program finds it.
[[nodiscard]] Result<std::string> read_named_file(const std::string& path, std::size_t limit);

/// The names in the directory at `path`, sorted; none where there is no such directory.
[[nodiscard]] Result<std::vector<std::string>> list_names_below(int root, const std::string& path);

/// The names in an open directory, sorted; where its descriptor stands does not matter.
[[nodiscard]] Result<std::vector<std::string>> names_in(int fd);

} // namespace permap::base
