// SPDX-License-Identifier: Apache-2.0
// Configuration files: defaults of options, in TOML. Never read from a tree that is looked at; on
// the command line every one of them can be said otherwise.
#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): the name of the library's namespace
class App;
}

namespace permap::cli {

/// One key of a file.
struct Default {
    std::string command;             ///< whose; empty: of all that have the option
    std::string key;                 ///< an option's long name without its dashes
    std::vector<std::string> values; ///< of a flag: "true" or "false"
    std::string place;               ///< "FILE:LINE: KEY", for messages
};

/// The defaults in a file, the strongest last. An error names file and line.
[[nodiscard]] base::Result<std::vector<Default>> parse_defaults(const std::string& text,
                                                                const std::string& file);

/// Gives options of a parser that has parsed, and that were not on the command line, their
/// defaults: from `config` alone if it names a file, from nowhere if it is "none", else from the
/// user's file and, for what that does not have, the system's.
[[nodiscard]] base::Result<void> apply_defaults(CLI::App& app, const std::string& config);

} // namespace permap::cli
