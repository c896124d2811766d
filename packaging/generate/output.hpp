// SPDX-License-Identifier: Apache-2.0
// What can be generated from the parsers: one function for each kind of output. Pure.
#pragma once

#include "packaging/generate/parsers.hpp"

#include <string>
#include <vector>

namespace permap::generate {

/// A manual page in man(7). In `page`, which is written by hand, these lines are replaced:
///   @SYNOPSIS scan@  the usage of a command
///   @OPTIONS scan@   its positionals and options
///   @COMMANDS@       all commands
///   @FORMATS@        all formats of reports
///   @RULES@          all rules, with severity and title
/// An unknown one, and one of a command that does not exist, throws std::runtime_error.
[[nodiscard]] std::string manual_page(const std::string& page,
                                      const std::vector<CommandParser>& parsers);

[[nodiscard]] std::string bash_completion(const std::vector<CommandParser>& parsers);
[[nodiscard]] std::string zsh_completion(const std::vector<CommandParser>& parsers);
[[nodiscard]] std::string fish_completion(const std::vector<CommandParser>& parsers);

} // namespace permap::generate
