// SPDX-License-Identifier: Apache-2.0
// Path lists: directories named as arguments or in a file, each with the place where it was named,
// so that an error about the 300th of them leads there.
#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace permap::cli {

struct NamedPath {
    std::string path;
    std::string origin = {}; ///< "list:3"; empty for an argument
};

enum class Separator : char { newline = '\n', nul = '\0' };

/// Adds the paths in `file` ("-": standard input), passing over empty lines.
[[nodiscard]] base::Result<void> read_path_list(const std::string& file, Separator separator,
                                                std::vector<NamedPath>& paths);

/// The same error, with the place where the path was named.
[[nodiscard]] base::Error with_origin(base::Error error, const NamedPath& named);

} // namespace permap::cli
