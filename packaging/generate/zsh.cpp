// SPDX-License-Identifier: Apache-2.0
#include "packaging/generate/output.hpp"

#include <fmt/format.h>

namespace permap::generate {
namespace {

using cli::OptionText;
using cli::PositionalText;

/// Text inside of [...] or between colons of a specification of _arguments.
std::string zsh_escaped(const std::string& text) {
    std::string quoted;
    for (const char letter : text) {
        if (std::string_view("\\[]:").find(letter) != std::string_view::npos) {
            quoted += '\\';
        }
        quoted += letter;
    }
    return quoted;
}

/// ":what is wanted:how to complete it".
std::string action(const std::string& takes) {
    const Choices choices = choices_of(takes);
    std::string how = " ";
    if (choices.is_list) {
        how = fmt::format("_sequence compadd - {}", joined(choices.words));
    } else if (!choices.words.empty()) {
        how = fmt::format("({})", joined(choices.words));
    } else if (choices.are_files) {
        how = "_files";
    } else if (choices.are_directories) {
        how = "_files -/";
    }
    return fmt::format(":{}:{}", zsh_escaped(takes), how);
}

/// A line for _arguments. An option with two names excludes the other one, unless it may be
/// repeated.
std::string specification(const OptionText& option) {
    const bool has_both = !option.short_name.empty() && !option.long_name.empty();
    const std::string names = has_both
                                  ? fmt::format("{{{},{}}}", option.short_name, option.long_name)
                                  : option.short_name + option.long_name;
    std::string before = option.is_repeatable ? "'*'" : "";
    if (has_both && !option.is_repeatable) {
        before = fmt::format("'({} {})'", option.short_name, option.long_name);
    }
    const std::string equals = !option.takes.empty() && !has_both ? "=" : "";
    const std::string rest =
        "[" + zsh_escaped(option.text) + "]" + (option.takes.empty() ? "" : action(option.takes));
    return fmt::format("            {}{}{}{} \\\n", before, names, equals, shell_quote(rest));
}

std::string zsh_case(const CommandParser& parser) {
    std::string code =
        fmt::format("        {})\n            _arguments -s \\\n", parser.command->name);
    for (const OptionText& option : parser.text.options) {
        code += specification(option);
    }
    for (const PositionalText& positional : parser.text.positionals) {
        const std::string many = positional.is_repeatable ? "*" : "1";
        code += fmt::format("            {} \\\n", shell_quote(many + action(positional.name)));
    }
    return code + "                && ret=0\n            ;;\n";
}

} // namespace

std::string zsh_completion(const std::vector<CommandParser>& parsers) {
    std::string code = "#compdef permap\n# Generated from the program's own parsers.\n\n"
                       "_permap() {\n    local ret=1 state line\n    local -a commands\n"
                       "    typeset -A opt_args\n    commands=(\n";
    for (const CommandParser& parser : parsers) {
        code += fmt::format(
            "        {}\n",
            shell_quote(fmt::format("{}:{}", parser.command->name,
                                    zsh_escaped(std::string(parser.command->summary)))));
    }
    code += "    )\n    _arguments -C '(- *)'{-h,--help}'[list the commands]' "
            "'(- *)--version[say which version this is]' '1:command:->command' "
            "'*::argument:->argument' && ret=0\n"
            "    case $state in\n    command) _describe command commands && ret=0 ;;\n"
            "    argument)\n        case $words[1] in\n";
    for (const CommandParser& parser : parsers) {
        code += zsh_case(parser);
    }
    return code + "        esac\n        ;;\n    esac\n    return ret\n}\n\n_permap \"$@\"\n";
}

} // namespace permap::generate
