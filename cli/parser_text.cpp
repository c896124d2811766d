// SPDX-License-Identifier: Apache-2.0
#include "cli/parser_text.hpp"

#include <algorithm>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace permap::cli {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kTextColumn = 26; ///< where the texts of options begin

bool is_unlimited(const CLI::Option& option) {
    return option.get_expected_max() == CLI::detail::expected_max_vector_size;
}

std::string first_name(const CLI::Option& option) {
    return option.get_lnames().empty() ? "-" + option.get_snames().front()
                                       : "--" + option.get_lnames().front();
}

/// "(not with --a, --b)", in the order of names: the library keeps them in that of addresses.
std::string excluded(const CLI::Option& option) {
    std::set<std::string> names;
    for (const CLI::Option* const other : option.get_excludes()) {
        names.insert(first_name(*other));
    }
    return names.empty() ? "" : fmt::format(" (not with {})", fmt::join(names, ", "));
}

OptionText describe_option(const CLI::Option& option) {
    OptionText text;
    if (!option.get_lnames().empty()) {
        text.long_name = "--" + option.get_lnames().front();
    }
    if (!option.get_snames().empty()) {
        text.short_name = "-" + option.get_snames().front();
    }
    if (option.get_type_size() != 0) {
        text.takes = option.get_type_name();
    }
    text.is_repeatable = !text.takes.empty() && is_unlimited(option);
    text.text = option.get_description() + excluded(option);
    if (text.is_repeatable) {
        text.text += "; may be repeated";
    }
    if (!option.get_default_str().empty()) {
        text.text += fmt::format(" [default: {}]", option.get_default_str());
    }
    text.is_required = option.get_required();
    if (text.is_required) {
        text.text += " [required]";
    }
    return text;
}

std::string positional_words(const PositionalText& positional) {
    const std::string name = positional.name + (positional.is_repeatable ? "..." : "");
    return positional.is_required ? name : "[" + name + "]";
}

/// "  -o, --output FILE"
std::string option_words(const OptionText& option) {
    std::string words = option.short_name.empty() ? "      " : "  " + option.short_name;
    if (!option.long_name.empty()) {
        words += (option.short_name.empty() ? "" : ", ") + option.long_name;
    }
    return words + (option.takes.empty() ? "" : " " + option.takes);
}

/// The words of `text` after `line`, broken between words; further lines begin at `column`.
std::string fill(std::string line, std::size_t column, const std::string& text) {
    std::string lines;
    line.resize(column, ' ');
    bool is_empty = true;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \n", from), text.size());
        if (!is_empty && line.size() + 1 + end - from > kColumns) {
            lines += line + "\n";
            line.assign(column, ' ');
            is_empty = true;
        }
        line += (is_empty ? "" : " ") + text.substr(from, end - from);
        is_empty = false;
        from = end + 1;
    }
    return lines + line + "\n";
}

} // namespace

ParserText describe(const CLI::App& app) {
    ParserText text;
    text.name = app.get_name();
    text.summary = app.get_description();
    for (const CLI::Option* const option : app.get_options()) {
        if (option->nonpositional()) {
            text.options.push_back(describe_option(*option));
        } else {
            text.positionals.push_back({.name = option->get_name(true),
                                        .text = option->get_description(),
                                        .is_required = option->get_required(),
                                        .is_repeatable = is_unlimited(*option)});
        }
    }
    return text;
}

std::string usage_line(const ParserText& parser) {
    std::string line = parser.name + " [OPTIONS]";
    for (const OptionText& option : parser.options) {
        line += option.is_required ? " " + option.long_name + " " + option.takes : "";
    }
    for (const PositionalText& positional : parser.positionals) {
        line += " " + positional_words(positional);
    }
    return line;
}

std::string help_item(const std::string& words, const std::string& text, std::size_t column) {
    const bool is_beside = words.size() + 2 <= column;
    return (is_beside ? "" : words + "\n") + fill(is_beside ? words : "", column, text);
}

std::string help_text(const ParserText& parser) {
    std::string text =
        fmt::format("{}\nUsage: {}\n\n", fill("", 0, parser.summary), usage_line(parser));
    for (const PositionalText& positional : parser.positionals) {
        text += help_item("  " + positional.name, positional.text, kTextColumn);
    }
    text += parser.positionals.empty() ? "Options:\n" : "\nOptions:\n";
    for (const OptionText& option : parser.options) {
        text += help_item(option_words(option), option.text, kTextColumn);
    }
    return text;
}

} // namespace permap::cli
