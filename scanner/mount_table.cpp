// SPDX-License-Identifier: Apache-2.0
#include "scanner/mount_table.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// Mountinfo writes blanks and backslashes in names as \ooo.
std::string unescape(std::string_view text) {
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        const char* const digits = text.data() + i + 1;
        const bool is_escape = text[i] == '\\' && i + 3 < text.size() &&
                               std::from_chars(digits, digits + 3, value, 8).ptr == digits + 3;
        name += is_escape ? static_cast<char>(value) : text[i];
        i += is_escape ? 3 : 0;
    }
    return name;
}

/// The text before the next `separator`, which `rest` loses.
std::string_view take(std::string_view& rest, char separator) {
    const std::string_view taken = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(rest.size(), taken.size() + 1));
    return taken;
}

std::optional<Mount> parse_line(std::string_view line) {
    Mount mount;
    const std::string_view id = take(line, ' ');
    std::from_chars(id.data(), id.data() + id.size(), mount.id);
    take(line, ' '); // the parent's id
    mount.device = take(line, ' ');
    mount.root = unescape(take(line, ' '));
    mount.point = unescape(take(line, ' '));
    mount.options = take(line, ' ');
    if (mount.point.empty()) {
        return std::nullopt;
    }
    while (!line.empty() && take(line, ' ') != "-") { // optional fields: any number of them
    }
    mount.type = take(line, ' ');
    mount.source = unescape(take(line, ' '));
    mount.super_options = take(line, ' ');
    return mount;
}

std::string join(std::string_view directory, std::string_view relative) {
    if (relative.empty()) {
        return std::string(directory);
    }
    return (directory == "/" ? std::string() : std::string(directory)).append("/").append(relative);
}

} // namespace

std::vector<Mount> parse_mounts(std::string_view mountinfo) {
    std::vector<Mount> mounts;
    while (!mountinfo.empty()) {
        if (std::optional<Mount> mount = parse_line(take(mountinfo, '\n'))) {
            mounts.push_back(std::move(*mount));
        }
    }
    return mounts;
}

base::Result<std::vector<Mount>> read_mounts() {
    std::ifstream file("/proc/self/mountinfo", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (text.empty()) {
        return base::fail_because("cannot read the list of mounts: is /proc mounted?",
                                  "/proc/self/mountinfo");
    }
    return parse_mounts(text);
}

const Mount* find_mount(const std::vector<Mount>& mounts, std::uint64_t id) {
    const auto at = std::ranges::find(mounts, id, &Mount::id);
    return at == mounts.end() ? nullptr : &*at;
}

const Mount* mount_of(const std::vector<Mount>& mounts, std::string_view path) {
    const Mount* best = nullptr;
    for (const Mount& mount : mounts) {
        const bool holds = mount.point == path || is_path_below(path, mount.point);
        if (holds && (best == nullptr || mount.point.size() >= best->point.size())) {
            best = &mount;
        }
    }
    return best;
}

bool has_option(std::string_view options, std::string_view option) {
    while (!options.empty()) {
        if (take(options, ',') == option) {
            return true;
        }
    }
    return false;
}

bool has_overlay_index(const Mount& overlay, bool is_default) {
    return has_option(overlay.super_options, "index=on") ||
           (is_default && !has_option(overlay.super_options, "index=off"));
}

std::string option_value(std::string_view options, std::string_view name) {
    while (!options.empty()) {
        const std::string_view option = options.substr(0, options.find(','));
        options.remove_prefix(std::min(options.size(), option.size() + 1));
        if (option.starts_with(name) && option.substr(name.size()).starts_with('=')) {
            return std::string(option.substr(name.size() + 1));
        }
    }
    return {};
}

std::string device_key(const Mount& mount) {
    return mount.type == "btrfs" ? mount.device + " " + option_value(mount.super_options, "subvol")
                                 : mount.device;
}

std::optional<FsPlace> place_on(const Mount& mount, std::string_view path) {
    if (path == mount.point) {
        return FsPlace{mount.device, mount.root};
    }
    if (!is_path_below(path, mount.point)) {
        return std::nullopt;
    }
    const std::size_t prefix = mount.point == "/" ? 1 : mount.point.size() + 1;
    return FsPlace{mount.device, join(mount.root, path.substr(prefix))};
}

bool is_path_below(std::string_view inner, std::string_view outer) {
    if (outer == "/") {
        return inner.size() > 1 && inner.front() == '/';
    }
    return inner.size() > outer.size() && inner.starts_with(outer) && inner[outer.size()] == '/';
}

std::string fstab_word(const std::string& text) {
    std::string word;
    for (const char c : text) {
        const bool is_plain = c > ' ' && c < '\x7F' && c != '\\' && c != '#';
        word +=
            is_plain ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
    return word;
}

} // namespace permap::scanner
