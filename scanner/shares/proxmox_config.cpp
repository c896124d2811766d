// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/proxmox_config.hpp"

#include "scanner/shares/qemu_command.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::string_view kBlanks = " \t\r";

/// The value of `key: value`; nothing if the line has another key.
std::optional<std::string_view> value_of(std::string_view line, std::string_view key) {
    if (!line.starts_with(key) || !line.substr(key.size()).starts_with(':')) {
        return std::nullopt;
    }
    line.remove_prefix(key.size() + 1);
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(kBlanks)));
    return line.substr(0, line.find_last_not_of(kBlanks) + 1);
}

} // namespace

ParsedShares parse_proxmox_config(std::string_view text, const FoundShare& prototype) {
    ParsedShares parsed;
    FoundShare begun = prototype;
    QemuDefinitions definitions;
    for (std::size_t number = 1; !text.empty() && !text.starts_with('['); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (const auto name = value_of(line, "name")) {
            begun.guest = *name;
        }
        const auto arguments = value_of(line, "args");
        if (!arguments) {
            continue;
        }
        const auto words = split_shell_words(*arguments);
        if (!words) {
            parsed.mistakes.push_back(
                base::fail_because(fmt::format("line {}: {}", number, words.error().detail),
                                   prototype.where)
                    .value());
            continue;
        }
        definitions = read_qemu_words(*words, fmt::format("{}, line {}", prototype.where, number));
    }
    std::ranges::move(definitions.mistakes, std::back_inserter(parsed.mistakes));
    parsed.shares = shares_of(definitions, begun);
    return parsed;
}

base::Result<std::vector<std::string>> split_shell_words(std::string_view line) {
    std::vector<std::string> words;
    bool is_in_word = false;
    char quote = '\0';
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char byte = line[at];
        if (quote == '\0' && kBlanks.find(byte) != std::string_view::npos) {
            is_in_word = false;
            continue;
        }
        if (!is_in_word) {
            words.emplace_back();
            is_in_word = true;
        }
        if (byte == quote) {
            quote = '\0';
        } else if (quote == '\0' && (byte == '\'' || byte == '"')) {
            quote = byte;
        } else if (byte == '\\' && quote != '\'' && at + 1 < line.size()) {
            words.back() += line[++at];
        } else {
            words.back() += byte;
        }
    }
    if (quote != '\0') {
        return base::fail_because(fmt::format("a quote {} without its end", quote));
    }
    return words;
}

} // namespace permap::scanner
