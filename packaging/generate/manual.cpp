// SPDX-License-Identifier: Apache-2.0
#include "packaging/generate/output.hpp"

#include "report/formats.hpp"
#include "scanner/rule.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

namespace permap::generate {
namespace {

using cli::OptionText;
using cli::PositionalText;

/// Text of the program, so that man prints exactly these characters.
std::string escaped(std::string_view text) {
    std::string roff;
    for (const char letter : text) {
        switch (letter) {
        case '\\':
            roff += "\\e";
            break;
        case '-':
            roff += "\\-";
            break;
        case '\'':
            roff += "\\(aq";
            break;
        case '`':
            roff += "\\(ga";
            break;
        case '^':
            roff += "\\(ha";
            break;
        case '~':
            roff += "\\(ti";
            break;
        default:
            roff += letter;
        }
    }
    return roff.starts_with('.') ? "\\&" + roff : roff;
}

std::string bold(std::string_view text) {
    return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(std::string_view text) {
    return "\\fI" + escaped(text) + "\\fR";
}

bool is_kind(std::string_view word) {
    return word.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos;
}

/// Alternatives: words in bold, kinds in italics.
std::string takes(const std::string& text) {
    std::string roff;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find('|', from), text.size());
        const std::string word = text.substr(from, end - from);
        roff += (from == 0 ? "" : "|") + (is_kind(word) ? italic(word) : bold(word));
        from = end + 1;
    }
    return roff;
}

std::string item(const std::string& words, std::string_view text) {
    return ".TP\n" + words + "\n" + escaped(text) + "\n";
}

std::string option_item(const OptionText& option) {
    std::string names;
    for (const std::string& name : {option.short_name, option.long_name}) {
        if (!name.empty()) {
            names += (names.empty() ? "" : ", ") + bold(name);
        }
    }
    return item(names + (option.takes.empty() ? "" : " " + takes(option.takes)), option.text);
}

std::string options(const CommandParser& parser) {
    std::string roff;
    for (const PositionalText& positional : parser.text.positionals) {
        roff += item(takes(positional.name), positional.text);
    }
    for (const OptionText& option : parser.text.options) {
        roff += option_item(option);
    }
    return roff;
}

std::string synopsis(const CommandParser& parser) {
    std::string roff = bold(parser.text.name) + " [" + italic("OPTIONS") + "]";
    for (const OptionText& option : parser.text.options) {
        if (option.is_required) {
            roff += " " + bold(option.long_name) + " " + takes(option.takes);
        }
    }
    for (const PositionalText& positional : parser.text.positionals) {
        const std::string name = takes(positional.name) + (positional.is_repeatable ? "..." : "");
        roff += " " + (positional.is_required ? name : "[" + name + "]");
    }
    return roff + "\n";
}

std::string all_commands(const std::vector<CommandParser>& parsers) {
    std::string roff;
    for (const CommandParser& parser : parsers) {
        const std::string name(parser.command->name);
        roff += item(bold(name) + " " + escaped(parser.command->usage),
                     std::string(parser.command->summary) + ";") +
                "see \\fBpermap\\-" + name + "\\fR(1)\n";
    }
    return roff;
}

std::string all_formats() {
    std::string roff;
    for (const report::Format& format : report::formats()) {
        roff += item(bold(format.name), format.summary);
    }
    return roff;
}

std::string all_rules() {
    std::string roff;
    for (const scanner::Rule& rule : scanner::rules()) {
        roff += item(bold(rule.id), fmt::format("{} ({})", rule.title, rule.severity_text));
    }
    return roff;
}

/// What the line `@WORD@` or `@WORD COMMAND@` stands for.
std::string block(const std::string& line, const std::vector<CommandParser>& parsers) {
    const std::size_t space = std::min(line.find(' '), line.size() - 1);
    const std::string word = line.substr(1, space - 1);
    if (word == "COMMANDS") {
        return all_commands(parsers);
    }
    if (word == "FORMATS") {
        return all_formats();
    }
    if (word == "RULES") {
        return all_rules();
    }
    const std::string name = line.substr(space + 1, line.size() - space - 2);
    const auto parser = std::ranges::find_if(
        parsers, [&](const CommandParser& each) { return each.command->name == name; });
    if (parser == parsers.end() || (word != "OPTIONS" && word != "SYNOPSIS")) {
        throw std::runtime_error("nothing to put in the place of " + line);
    }
    return word == "OPTIONS" ? options(*parser) : synopsis(*parser);
}

} // namespace

std::string manual_page(const std::string& page, const std::vector<CommandParser>& parsers) {
    std::istringstream lines(page);
    std::string roff;
    for (std::string line; std::getline(lines, line);) {
        const bool is_mark = line.size() > 2 && line.front() == '@' && line.back() == '@';
        roff += is_mark ? block(line, parsers) : line + "\n";
    }
    return roff;
}

} // namespace permap::generate
