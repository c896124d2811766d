// SPDX-License-Identifier: Apache-2.0
#include "packaging/generate/output.hpp"

#include <fmt/format.h>

namespace permap::generate {
namespace {

using cli::OptionText;

constexpr std::string_view kFishEngine = R"(# fish completion for permap
# Generated from the program's own parsers.

# The words, after what stands before the last comma already.
function __permap_list
    set -l before (string match -r '^.*,' -- (commandline -ct | string replace -r '^--[^=]*=' ''))
    printf '%s\n' $before$argv
end

complete -c permap -f
complete -c permap -n __fish_use_subcommand -l help -s h -d 'list the commands'
complete -c permap -n __fish_use_subcommand -l version -d 'say which version this is'
)";

/// Inside of single quotes fish knows \\ and \' only.
std::string quoted(const std::string& text) {
    std::string word = "'";
    for (const char letter : text) {
        word +=
            letter == '\'' || letter == '\\' ? std::string("\\") + letter : std::string(1, letter);
    }
    return word + "'";
}

/// The options of `complete` that offer the choices.
std::string fish_offer(const Choices& choices) {
    std::string words = joined(choices.words);
    if (choices.is_list) {
        words = "(__permap_list " + words + ")";
    }
    if (choices.are_files) {
        return " -r -F" + (words.empty() ? "" : " -a " + quoted(words));
    }
    if (choices.are_directories) {
        words += (words.empty() ? "" : " ") + std::string("(__fish_complete_directories)");
    }
    return words.empty() ? " -x" : " -x -a " + quoted(words);
}

std::string line(const std::string& command, const OptionText& option) {
    std::string code =
        fmt::format("complete -c permap -n '__fish_seen_subcommand_from {}'", command);
    if (!option.long_name.empty()) {
        code += " -l " + option.long_name.substr(2);
    }
    if (!option.short_name.empty()) {
        code += " -s " + option.short_name.substr(1);
    }
    if (!option.takes.empty()) {
        code += fish_offer(choices_of(option.takes));
    }
    return code + " -d " + quoted(option.text) + "\n";
}

/// What stands for itself: files stay with fish, the rest is offered.
std::string positional(const std::string& command, const std::string& name) {
    const Choices choices = choices_of(name);
    const std::string condition = quoted("__fish_seen_subcommand_from " + command);
    if (choices.are_files) {
        return fmt::format("complete -c permap -n {} -F\n", condition);
    }
    const std::string words =
        choices.are_directories ? "(__fish_complete_directories)" : joined(choices.words);
    return fmt::format("complete -c permap -n {} -a {}\n", condition, quoted(words));
}

} // namespace

std::string fish_completion(const std::vector<CommandParser>& parsers) {
    std::string code(kFishEngine);
    for (const CommandParser& parser : parsers) {
        const std::string name(parser.command->name);
        code += fmt::format("complete -c permap -n __fish_use_subcommand -a {} -d {}\n", name,
                            quoted(std::string(parser.command->summary)));
        for (const OptionText& option : parser.text.options) {
            code += line(name, option);
        }
        if (!parser.text.positionals.empty()) {
            code += positional(name, parser.text.positionals[0].name);
        }
    }
    return code;
}

} // namespace permap::generate
