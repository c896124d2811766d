// SPDX-License-Identifier: Apache-2.0
#include "base/jail.hpp"
#include "scanner/audit.hpp"
#include "scanner/shares/find_shares.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

namespace permap::scanner {
namespace {

/// System accounts have directories such as /var/lib/x for a home; people have theirs elsewhere.
constexpr std::uint32_t kFirstPerson = 1000;

std::string home_owner(const std::string& path, const Accounts& users) {
    for (const Account& user : users.all()) {
        const bool is_person = user.id == 0 || (user.id >= kFirstPerson && user.name != "nobody");
        if (is_person && user.home == path && path != "/") {
            return user.name;
        }
    }
    return {};
}

void find_mounts(const std::string& path, ShareDirectory& directory) {
    std::ifstream file("/proc/self/mountinfo", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    directory.is_mount_point = is_mount_point(text, path);
    const std::string base = path == "/" ? path : path + "/";
    for (const std::string& below : mount_points_below(text, path)) {
        // a bind mount of the same file system is no other device
        struct stat outer = {};
        struct stat inner = {};
        std::string full = base;
        full += below;
        if (::lstat(path.c_str(), &outer) == 0 && ::lstat(full.c_str(), &inner) == 0 &&
            outer.st_dev != inner.st_dev) {
            directory.other_devices.push_back(below);
        }
    }
}

} // namespace

base::Result<ShareDirectory> look_at_share(const FoundShare& share, const std::string& system_root,
                                           const Accounts& users) {
    ShareDirectory directory;
    if (!share.path.starts_with('/')) {
        return directory;
    }
    directory.home_of = home_owner(share.path, users);
    const std::string path = system_root == "/" ? share.path : system_root + share.path;
    const base::Result<base::Root> root =
        base::open_root(path, {.access = base::Access::read, .follow = base::FollowRoot::yes});
    if (!root) {
        return tl::unexpected(base::with_path(root.error(), path));
    }
    const base::LinuxReader reader(root->level);
    PERMAP_TRY_ASSIGN(directory.facts, read_facts(reader, root->fd.get()));
    PERMAP_TRY_ASSIGN(const Looks looks, look_at_root(reader, root->fd.get()));
    // The directory itself is one of those looked at; alone it says nothing.
    if (looks.looked_at > 1) {
        directory.looks_like = looks.model;
    }
    directory.looked_at = looks.looked_at;
    directory.with_metadata = looks.with_metadata;
    find_mounts(root->real_path, directory);
    return directory;
}

} // namespace permap::scanner
