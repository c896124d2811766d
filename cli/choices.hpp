// SPDX-License-Identifier: Apache-2.0
// What can stand at a place of a command line, by what an option says it takes. Pure.
#pragma once

#include <string>
#include <vector>

namespace permap::cli {

/// What can stand at one place of a command line.
struct Choices {
    std::vector<std::string> words;
    bool are_files = false;       ///< files of any kind, besides the words
    bool are_directories = false; ///< likewise
    bool is_list = false;         ///< several, between commas
    bool is_open = false;         ///< other words are possible, too
};

/// Of what an option takes, or of the name of a positional.
[[nodiscard]] Choices choices_of(const std::string& takes);

} // namespace permap::cli
