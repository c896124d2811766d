// SPDX-License-Identifier: Apache-2.0
// Runs programs and keeps what they said.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace permap::oracle {

struct CommandResult {
    int status = -1;    ///< the exit status; -1 where it did not exit
    std::string output; ///< stdout and stderr as they came
};

/// For GoogleTest's messages.
std::ostream& operator<<(std::ostream& out, const CommandResult& result);

/// `words` are the program, looked up in PATH, and its arguments.
[[nodiscard]] CommandResult run_command(std::vector<std::string> words);

/// The program that was built beside the tests.
[[nodiscard]] CommandResult run_permap(std::vector<std::string> arguments);

} // namespace permap::oracle
