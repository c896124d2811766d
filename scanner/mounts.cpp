// SPDX-License-Identifier: Apache-2.0
#include "scanner/mounts.hpp"

#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>

#include <sys/statvfs.h>

namespace permap::scanner {
namespace {

constexpr std::size_t kMountPointField = 4; // after id, parent, device and root

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

std::string_view field(std::string_view line, std::size_t index) {
    for (; index > 0; --index) {
        const std::size_t blank = line.find(' ');
        line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
    }
    return line.substr(0, line.find(' '));
}

template <typename Use>
void for_each_mount_point(std::string_view mountinfo, Use use) {
    while (!mountinfo.empty()) {
        const std::string_view line = mountinfo.substr(0, mountinfo.find('\n'));
        mountinfo.remove_prefix(std::min(mountinfo.size(), line.size() + 1));
        use(unescape(field(line, kMountPointField)));
    }
}

std::string read_mountinfo() {
    std::ifstream file("/proc/self/mountinfo", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace

MountPoints mount_points_below(std::string_view mountinfo, std::string_view root) {
    const std::string prefix = root == "/" ? "/" : std::string(root) + "/";
    MountPoints found;
    for_each_mount_point(mountinfo, [&](const std::string& path) {
        if (path.size() > prefix.size() && path.starts_with(prefix)) {
            found.insert(path.substr(prefix.size()));
        }
    });
    return found;
}

bool is_mount_point(std::string_view mountinfo, std::string_view path) {
    bool is_found = false;
    for_each_mount_point(mountinfo, [&](const std::string& found) { is_found |= found == path; });
    return is_found;
}

std::uint64_t expected_entries(int root, std::string_view real_path) {
    struct statvfs status = {};
    if (::fstatvfs(root, &status) != 0 || !is_mount_point(read_mountinfo(), real_path)) {
        return 0;
    }
    return status.f_files - status.f_ffree;
}

base::Result<MountPoints> read_mount_points_below(std::string_view root) {
    const std::string text = read_mountinfo();
    if (text.empty()) {
        return base::fail_because("cannot read the list of mounts: is /proc mounted?",
                                  "/proc/self/mountinfo");
    }
    return mount_points_below(text, root);
}

} // namespace permap::scanner
