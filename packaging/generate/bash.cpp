// SPDX-License-Identifier: Apache-2.0
#include "packaging/generate/output.hpp"

#include <fmt/format.h>

namespace permap::generate {
namespace {

using cli::OptionText;
using cli::PositionalText;

/// The functions that do the work; what differs between commands is generated after them.
constexpr std::string_view kBashEngine =
    R"sh(# bash completion for permap                                             -*- shell-script -*-
# Generated from the program's own parsers.

# _permap_words WORDS: completes one of them.
_permap_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# _permap_list WORDS: completes the last of several that stand between commas.
_permap_list() {
    local before=
    if [[ $cur == *,* ]]; then
        before=${cur%,*},
    fi
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "${cur##*,}")
    compopt -o nospace
}

# _permap_files f|d: files, or directories alone; after the words that are there already.
_permap_files() {
    local found
    compopt -o filenames
    mapfile -t found < <(compgen "-$1" -- "$cur")
    COMPREPLY+=("${found[@]}")
}

_permap() {
    local cur=${COMP_WORDS[COMP_CWORD]} previous= command=
    if ((COMP_CWORD > 0)); then
        previous=${COMP_WORDS[COMP_CWORD - 1]}
    fi
    COMPREPLY=()

    # --option=value comes as three words.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $previous == = ]] && ((COMP_CWORD > 1)); then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi

    if ((COMP_CWORD > 1)); then
        command=${COMP_WORDS[1]}
    fi
    case $command in
)sh";

std::string names_of(const OptionText& option) {
    return option.short_name + (option.short_name.empty() || option.long_name.empty() ? "" : "|") +
           option.long_name;
}

/// Statements that complete one of the choices; nothing can be offered for an empty one.
std::string bash_offer(const Choices& choices) {
    std::string code;
    if (!choices.words.empty()) {
        code += fmt::format("{} '{}'; ", choices.is_list ? "_permap_list" : "_permap_words",
                            joined(choices.words));
    }
    if (choices.are_files) {
        code += "_permap_files f; ";
    } else if (choices.are_directories) {
        code += "_permap_files d; ";
    }
    return code + "return";
}

std::string bash_case(const CommandParser& parser) {
    std::string code = fmt::format("    {})\n        case $previous in\n", parser.command->name);
    std::vector<std::string> names;
    for (const OptionText& option : parser.text.options) {
        for (const std::string& name : {option.short_name, option.long_name}) {
            if (!name.empty()) {
                names.push_back(name);
            }
        }
        if (!option.takes.empty()) {
            code += fmt::format("        {}) {} ;;\n", names_of(option),
                                bash_offer(choices_of(option.takes)));
        }
    }
    code += fmt::format("        esac\n        if [[ $cur == -* ]]; then\n            "
                        "_permap_words '{}'\n            return\n        fi\n",
                        joined(names));
    if (!parser.text.positionals.empty()) {
        code +=
            fmt::format("        {}\n", bash_offer(choices_of(parser.text.positionals[0].name)));
    }
    return code + "        ;;\n";
}

} // namespace

std::string bash_completion(const std::vector<CommandParser>& parsers) {
    std::string code(kBashEngine);
    std::vector<std::string> names;
    for (const CommandParser& parser : parsers) {
        code += bash_case(parser);
        names.emplace_back(parser.command->name);
    }
    return code +
           fmt::format("    '') _permap_words '{} help --help --version' ;;\n    esac\n}}\n\n"
                       "complete -F _permap permap\n",
                       joined(names));
}

} // namespace permap::generate
