// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/proxmox_config.hpp"

#include "scanner/shares/qemu_command.hpp"
#include "scanner/shares/qemu_options.hpp"

#include <algorithm>
#include <cctype>

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

/// The first line of the text, which is taken off it.
std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

/// The value of `virtiofs0:` to `virtiofs9:`.
std::optional<std::string_view> virtiofs_value(std::string_view line) {
    constexpr std::string_view kKey = "virtiofs";
    const bool is_numbered = line.starts_with(kKey) && line.size() > kKey.size() &&
                             std::isdigit(static_cast<unsigned char>(line[kKey.size()])) != 0;
    return is_numbered ? value_of(line, line.substr(0, kKey.size() + 1)) : std::nullopt;
}

/// `dirid=NAME,...`, or the name alone first; virtiofsd writes the guest's ids as they are.
FoundShare from_virtiofs(std::string_view value, const ProxmoxDirectories& directories,
                         const FoundShare& begun) {
    FoundShare share = begun;
    share.protocol = ShareProtocol::virtiofs;
    share.model = "passthrough";
    const base::Result<QemuOptions> options = parse_qemu_options(value, "dirid");
    share.tag = options ? option_of(*options, "dirid") : std::string();
    const auto directory = directories.find(share.tag);
    share.path = directory != directories.end() ? directory->second : std::string();
    return share;
}

} // namespace

ProxmoxDirectories parse_proxmox_directories(std::string_view text, std::string_view node) {
    ProxmoxDirectories directories;
    std::string name;
    while (!text.empty()) {
        std::string_view line = take_line(text);
        const bool is_property = line.find_first_of(kBlanks) == 0;
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(kBlanks)));
        line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
        if (!is_property && !line.empty()) {
            name = line;
        } else if (line.starts_with("map ")) {
            const base::Result<QemuOptions> options = parse_qemu_options(line.substr(4), "");
            const std::string path = options ? option_of(*options, "path") : std::string();
            if (!path.empty() && (node.empty() || option_of(*options, "node") == node)) {
                directories.insert_or_assign(name, path);
            }
        }
    }
    return directories;
}

ParsedShares parse_proxmox_config(std::string_view text, const ProxmoxDirectories& directories,
                                  const FoundShare& prototype) {
    ParsedShares parsed;
    std::vector<std::string_view> virtiofs;
    FoundShare begun = prototype;
    QemuDefinitions definitions;
    for (std::size_t number = 1; !text.empty() && !text.starts_with('['); ++number) {
        const std::string_view line = take_line(text);
        if (const auto name = value_of(line, "name")) {
            begun.guest = *name;
        }
        if (const auto value = virtiofs_value(line)) {
            virtiofs.push_back(*value);
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
    for (const std::string_view value : virtiofs) {
        parsed.shares.push_back(from_virtiofs(value, directories, begun));
    }
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
