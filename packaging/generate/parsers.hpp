// SPDX-License-Identifier: Apache-2.0
// The parsers of all commands: input of every page and completion that is generated.
#pragma once

#include "cli/choices.hpp"
#include "cli/command.hpp"
#include "cli/parser_text.hpp"

#include <string>
#include <vector>

namespace permap::generate {

using cli::Choices;
using cli::choices_of;

struct CommandParser {
    const cli::Command* command; ///< a row of the table: lives for ever
    cli::ParserText text;
};

/// In the order of the table.
[[nodiscard]] std::vector<CommandParser> all_parsers();

/// The text as one word of the shells that we generate for: in single quotes.
[[nodiscard]] std::string shell_quote(const std::string& text);

/// "a b c".
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

} // namespace permap::generate
