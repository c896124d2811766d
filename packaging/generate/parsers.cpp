// SPDX-License-Identifier: Apache-2.0
#include "packaging/generate/parsers.hpp"

#include <tuple>

namespace permap::generate {
std::vector<CommandParser> all_parsers() {
    std::vector<CommandParser> parsers;
    for (const cli::Command& command : cli::commands()) {
        std::ignore = command.run({.words = {}, .look = [&](const CLI::App& app) {
                                       parsers.push_back({&command, cli::describe(app)});
                                   }});
    }
    return parsers;
}

std::string shell_quote(const std::string& text) {
    std::string quoted = "'";
    for (const char letter : text) {
        quoted += letter == '\'' ? "'\\''" : std::string(1, letter);
    }
    return quoted + "'";
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

} // namespace permap::generate
