// SPDX-License-Identifier: Apache-2.0
#include "scanner/mounts.hpp"

#include "scanner/mount_table.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <sys/statvfs.h>

namespace permap::scanner {
namespace {

std::string read_mountinfo() {
    std::ifstream file("/proc/self/mountinfo", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace

MountPoints mount_points_below(std::string_view mountinfo, std::string_view root) {
    const std::string prefix = root == "/" ? "/" : std::string(root) + "/";
    MountPoints found;
    for (const Mount& mount : parse_mounts(mountinfo)) {
        if (mount.point.size() > prefix.size() && mount.point.starts_with(prefix)) {
            found.insert(mount.point.substr(prefix.size()));
        }
    }
    return found;
}

bool is_mount_point(std::string_view mountinfo, std::string_view path) {
    const std::vector<Mount> mounts = parse_mounts(mountinfo);
    return std::ranges::find(mounts, path, &Mount::point) != mounts.end();
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
