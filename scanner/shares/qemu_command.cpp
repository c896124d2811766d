// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/qemu_command.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// SM_LOCAL modes are masked with this: no special bits, ever (hw/9pfs/9p-local.c).
constexpr std::uint64_t kModeMask = 0777;

bool is_9p_device(std::string_view driver) {
    return driver.starts_with("virtio-9p-"); // -pci, -device, -ccw, -pci-transitional...
}

bool is_virtiofs_device(std::string_view driver) {
    return driver.starts_with("vhost-user-fs");
}

/// "-fsdev" and "--fsdev" are the same to QEMU.
std::string_view option_name(std::string_view word) {
    if (!word.starts_with('-')) {
        return {};
    }
    word.remove_prefix(word.starts_with("--") ? 2 : 1);
    return word;
}

void add_group(std::string_view group, QemuOptions options, QemuDefinitions& to) {
    if (group == "fsdev") {
        to.fsdevs.push_back(std::move(options));
    } else if (group == "virtfs") {
        to.virtfs.push_back(std::move(options));
    } else if (group == "chardev") {
        to.chardevs.push_back(std::move(options));
    } else if (group == "name") {
        to.guest = option_of(options, "guest");
    } else if (group == "device") {
        const std::string driver = option_of(options, "driver");
        if (is_9p_device(driver) || is_virtiofs_device(driver)) {
            to.devices.push_back(std::move(options));
        }
    }
}

/// The name that a first item without `=` has in this option, as vl.c says.
std::string_view implied_name(std::string_view group) {
    if (group == "fsdev" || group == "virtfs") {
        return "fsdriver";
    }
    if (group == "device") {
        return "driver";
    }
    if (group == "chardev") {
        return "backend";
    }
    return group == "name" ? "guest" : "";
}

FoundShare from_local(const QemuOptions& options, const FoundShare& prototype) {
    FoundShare share = prototype;
    share.protocol = ShareProtocol::ninep;
    share.path = option_of(options, "path");
    share.model = read_qemu_model(option_of(options, "security_model"));
    share.file_mode = read_qemu_mode(option_of(options, "fmode"));
    share.directory_mode = read_qemu_mode(option_of(options, "dmode"));
    share.multidevs = option_of(options, "multidevs");
    share.is_read_only = is_on(options, "readonly");
    return share;
}

/// Only the driver `local` exports a directory of the host by itself.
bool is_local(const QemuOptions& options) {
    return option_of(options, "fsdriver") == "local";
}

FoundShare from_virtfs(const QemuOptions& options, const FoundShare& prototype) {
    FoundShare share = from_local(options, prototype);
    share.tag = option_of(options, "mount_tag");
    share.file_mode.is_ignored = !share.file_mode.text.empty();
    share.directory_mode.is_ignored = !share.directory_mode.text.empty();
    return share;
}

FoundShare from_virtiofs(const QemuOptions& device, const std::vector<QemuOptions>& chardevs,
                         const FoundShare& prototype) {
    FoundShare share = prototype;
    share.protocol = ShareProtocol::virtiofs;
    share.model = "passthrough"; // virtiofsd writes the guest's ids as they are
    share.tag = option_of(device, "tag");
    const std::string id = option_of(device, "chardev");
    for (const QemuOptions& chardev : chardevs) {
        if (option_of(chardev, "id") == id) {
            share.socket = option_of(chardev, "path");
        }
    }
    return share;
}

/// Removes white space at both ends.
std::string_view trim(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r");
    if (from == std::string_view::npos) {
        return {};
    }
    return text.substr(from, text.find_last_not_of(" \t\r") + 1 - from);
}

/// What stands between the first two quotes.
std::string quoted_part(std::string_view text) {
    const std::size_t from = text.find('"');
    if (from == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(from + 1, text.find('"', from + 1) - from - 1));
}

/// One section of a -readconfig file on its way.
struct Section {
    std::string group;
    QemuOptions options;
};

void end_section(Section& section, QemuDefinitions& to) {
    // A [virtfs] section does nothing: only the option -virtfs makes an fsdev and a device of it.
    if (!section.group.empty() && section.group != "virtfs") {
        add_group(section.group, std::move(section.options), to);
    }
    section = {};
}

/// Whether the line is understood.
bool add_config_line(std::string_view line, Section& section, QemuDefinitions& to) {
    if (line.starts_with('[') && line.ends_with(']')) {
        end_section(section, to);
        section.group = trim(line.substr(1, line.find_first_of(" ]") - 1));
        if (const std::string id = quoted_part(line); !id.empty()) {
            section.options.emplace("id", id);
        }
        return !section.group.empty();
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || section.group.empty()) {
        return false;
    }
    section.options.insert_or_assign(std::string(trim(line.substr(0, equals))),
                                     quoted_part(line.substr(equals + 1)));
    return true;
}

/// `--name VALUE` or `--name=VALUE` at `words[at]`; nothing if it is another option.
std::optional<std::string> value_at(std::span<const std::string> words, std::size_t at,
                                    std::string_view name) {
    const std::string_view word = words[at];
    if (word == name && at + 1 < words.size()) {
        return words[at + 1];
    }
    if (word.starts_with(name) && word.substr(name.size()).starts_with('=')) {
        return std::string(word.substr(name.size() + 1));
    }
    return std::nullopt;
}

} // namespace

QemuDefinitions read_qemu_words(std::span<const std::string> words, const std::string& where) {
    QemuDefinitions found;
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
        const std::string_view group = option_name(words[at]);
        if (group == "readconfig") {
            found.config_files.push_back(words[++at]);
            continue;
        }
        const std::string_view implied = implied_name(group);
        if (implied.empty()) {
            continue;
        }
        base::Result<QemuOptions> options = parse_qemu_options(words[++at], implied);
        if (options) {
            add_group(group, std::move(*options), found);
        } else {
            found.mistakes.push_back(base::fail_because(fmt::format("argument {} (of -{}): {}", at,
                                                                    group, options.error().detail),
                                                        where)
                                         .value());
        }
    }
    return found;
}

void add_qemu_config(std::string_view text, const std::string& where, QemuDefinitions& to) {
    Section section;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view raw = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), raw.size() + 1));
        const std::string_view line = trim(raw);
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (!add_config_line(line, section, to)) {
            to.mistakes.push_back(
                base::fail_because(
                    fmt::format("line {}: want [GROUP \"ID\"] or NAME = \"VALUE\"", number), where)
                    .value());
        }
    }
    end_section(section, to);
}

std::vector<FoundShare> shares_of(const QemuDefinitions& definitions, const FoundShare& prototype) {
    FoundShare begun = prototype;
    if (begun.guest.empty()) {
        begun.guest = definitions.guest;
    }
    std::vector<FoundShare> shares;
    for (const QemuOptions& fsdev : definitions.fsdevs) {
        if (!is_local(fsdev)) {
            continue;
        }
        FoundShare share = from_local(fsdev, begun);
        const std::size_t before = shares.size();
        for (const QemuOptions& device : definitions.devices) { // several can show one fsdev
            const bool is_ours = is_9p_device(option_of(device, "driver")) &&
                                 option_of(device, "fsdev") == option_of(fsdev, "id");
            if (is_ours) {
                share.tag = option_of(device, "mount_tag");
                shares.push_back(share);
            }
        }
        if (shares.size() == before) {
            shares.push_back(std::move(share));
        }
    }
    for (const QemuOptions& virtfs : definitions.virtfs) {
        if (is_local(virtfs)) {
            shares.push_back(from_virtfs(virtfs, begun));
        }
    }
    for (const QemuOptions& device : definitions.devices) {
        if (is_virtiofs_device(option_of(device, "driver"))) {
            shares.push_back(from_virtiofs(device, definitions.chardevs, begun));
        }
    }
    return shares;
}

ParsedShares parse_virtiofsd_words(std::span<const std::string> words,
                                   const FoundShare& prototype) {
    FoundShare share = prototype;
    share.protocol = ShareProtocol::virtiofs;
    share.model = "passthrough";
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (const auto directory = value_at(words, at, "--shared-dir")) {
            share.path = *directory;
        } else if (const auto socket = value_at(words, at, "--socket-path")) {
            share.socket = *socket;
        } else if (const auto tag = value_at(words, at, "--tag")) {
            share.tag = *tag;
        } else if (words[at] == "--readonly") {
            share.is_read_only = true;
        } else if (const auto list = value_at(words, at, "-o")) {
            const base::Result<QemuOptions> options = parse_qemu_options(*list, "");
            const std::string source = options ? option_of(*options, "source") : std::string();
            share.path = source.empty() ? share.path : source;
        }
    }
    ParsedShares parsed;
    if (!share.path.empty()) {
        parsed.shares.push_back(std::move(share));
    }
    return parsed;
}

CreateMode read_qemu_mode(const std::string& text) {
    CreateMode mode = {.text = text};
    if (text.empty()) {
        return mode;
    }
    std::string_view digits = text;
    int base = 10;
    if (digits.starts_with("0x") || digits.starts_with("0X")) {
        digits.remove_prefix(2);
        base = 16;
    } else if (digits.starts_with('0')) {
        base = 8;
    }
    std::uint64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, value, base);
    if (error == std::errc() && at == end) {
        mode.value = static_cast<std::uint32_t>(value & kModeMask);
    }
    mode.looks_octal_is_decimal =
        base == 10 && text.size() >= 3 && text.find_first_not_of("01234567") == std::string::npos;
    return mode;
}

std::string read_qemu_model(const std::string& text) {
    return text == "mapped" ? "mapped-xattr" : text;
}

} // namespace permap::scanner
