// SPDX-License-Identifier: Apache-2.0
// The parsers of all commands, and what can be completed after their options. Input of every page
// and completion that is generated.
#pragma once

#include "cli/command.hpp"
#include "cli/parser_text.hpp"

#include <string>
#include <vector>

namespace permap::generate {

struct CommandParser {
    const cli::Command* command; ///< a row of the table: lives for ever
    cli::ParserText text;
};

/// In the order of the table.
[[nodiscard]] std::vector<CommandParser> all_parsers();

/// What can stand at one place of a command line.
struct Choices {
    std::vector<std::string> words;
    bool are_files = false;       ///< files of any kind, besides the words
    bool are_directories = false; ///< likewise
    bool is_list = false;         ///< several, between commas
};

/// Of what an option takes, or of the name of a positional.
[[nodiscard]] Choices choices_of(const std::string& takes);

/// The text as one word of the shells that we generate for: in single quotes.
[[nodiscard]] std::string shell_quote(const std::string& text);

/// "a b c".
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

} // namespace permap::generate
