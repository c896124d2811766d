// SPDX-License-Identifier: Apache-2.0
#include "scanner/entrances.hpp"

#include "base/ancestors.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// "/mnt" and "a/b"; `relative` may be empty.
std::string path_in(const std::string& directory, const std::string& relative) {
    if (relative.empty()) {
        return directory;
    }
    return directory == "/" ? "/" + relative : fmt::format("{}/{}", directory, relative);
}

/// The way in through a mount that shows `shown`; nothing where that is beside the tree.
std::optional<WayIn> way_through(const Mount& mount, const FsPlace& shown, const FsPlace& where) {
    if (shown.device != where.device) {
        return std::nullopt;
    }
    if (is_path_below(shown.path, where.path)) {
        return WayIn{.mount = &mount};
    }
    if (shown.path == where.path) {
        return WayIn{.mount = &mount, .root = mount.point};
    }
    if (!is_path_below(where.path, shown.path)) {
        return std::nullopt;
    }
    const std::size_t prefix = shown.path == "/" ? 1 : shown.path.size() + 1;
    return WayIn{.mount = &mount, .root = path_in(mount.point, where.path.substr(prefix))};
}

/// Of an overlay; from Linux 6.8 on each lower one may have an option of its own.
std::vector<std::string> layers_of(const Mount& overlay) {
    std::vector<std::string> layers;
    std::string_view options = overlay.super_options;
    while (!options.empty()) {
        const std::string_view option = options.substr(0, options.find(','));
        options.remove_prefix(std::min(options.size(), option.size() + 1));
        const std::size_t equals = std::min(option.find('='), option.size());
        const std::string_view name = option.substr(0, equals);
        if (name != "upperdir" && name != "lowerdir" && name != "lowerdir+") {
            continue;
        }
        std::string_view paths = option.substr(std::min(equals + 1, option.size()));
        while (!paths.empty()) {
            const std::string_view path = paths.substr(0, paths.find(':'));
            paths.remove_prefix(std::min(paths.size(), path.size() + 1));
            if (path.starts_with('/')) { // relative to what, nobody knows any more
                layers.emplace_back(path);
            }
        }
    }
    return layers;
}

/// What the directories let through, of which each must be passed. Their ACLs are not read.
Reach reach_through(std::span<const base::Ancestor> directories,
                    std::span<const std::uint32_t> broad_groups = {}) {
    Reach reach;
    for (const base::Ancestor& directory : directories) {
        codec::DiskState state;
        state.mode = directory.mode;
        state.gid = codec::HostGid{directory.gid};
        reach = inside(reach, open_mode(state, broad_groups), codec::HostUid{directory.uid},
                       directory.path);
    }
    return reach;
}

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// The root through another mount, where it is the same directory there: something else may be
/// mounted over it. Directories of an overlay have identities of their own.
std::optional<Reach> reach_of_root_by(const WayIn& way, const base::Ancestor& root,
                                      std::span<const std::uint32_t> broad_groups) {
    const std::vector<base::Ancestor> lineage = base::read_lineage(way.root);
    const bool is_same = !lineage.empty() && lineage.back().inode == root.inode &&
                         lineage.back().device == root.device;
    if (lineage.empty() || (way.layer.empty() && !is_same)) {
        return std::nullopt;
    }
    Reach reach = reach_through(std::span(lineage).first(lineage.size() - 1), broad_groups);
    reach.through = std::make_shared<const std::string>(way.mount->point);
    return reach;
}

/// Guests come to a mount point in the tree by the directories from the root down to it.
bool lets_guests_in(std::span<const base::Ancestor> directories, const std::string& root) {
    bool is_inside = false;
    for (const base::Ancestor& directory : directories) {
        is_inside = is_inside || directory.path == root;
        if (is_inside && !inside({}, directory.mode, {}, "").guest) {
            return false;
        }
    }
    return is_inside;
}

void add_entrance(const base::FsReader& reader, const WayIn& way, const std::string& root,
                  Entrances& entrances) {
    const std::string& shown = way.layer.empty() ? way.mount->point : way.layer;
    const std::vector<base::Ancestor> holder = base::read_lineage(directory_of(shown));
    const std::vector<base::Ancestor> above = base::read_lineage(directory_of(way.mount->point));
    if (holder.empty() || above.empty()) {
        return;
    }
    const std::string name = shown.substr(shown.rfind('/') + 1);
    const auto stat = reader.stat_at(holder.back().fd.get(), name.c_str());
    if (!stat || (way.layer.empty() && stat->mount_id != way.mount->id)) {
        return; // gone, or something else is mounted over it
    }
    Reach reach = reach_through(above);
    reach.through = std::make_shared<const std::string>(way.mount->point);
    reach.guest = lets_guests_in(above, root);
    const auto [at, is_new] = entrances.emplace(std::pair(stat->device, stat->inode), reach);
    if (!is_new) {
        at->second = either(at->second, reach);
    }
}

} // namespace

std::vector<WayIn> find_ways_in(std::span<const Mount> mounts, const Mount& own,
                                const FsPlace& where) {
    std::vector<WayIn> ways;
    const std::vector<Mount> all(mounts.begin(), mounts.end());
    for (const Mount& mount : mounts) {
        if (mount.id == own.id) {
            continue;
        }
        if (auto way = way_through(mount, {mount.device, mount.root}, where)) {
            ways.push_back(std::move(*way));
        }
        for (const std::string& layer :
             mount.type == "overlay" ? layers_of(mount) : std::vector<std::string>()) {
            const Mount* const holder = mount_of(all, layer);
            const auto shown = holder == nullptr ? std::nullopt : place_on(*holder, layer);
            auto way = shown ? way_through(mount, *shown, where) : std::nullopt;
            if (way) {
                way->layer = layer;
                ways.push_back(std::move(*way));
            }
        }
    }
    return ways;
}

const Reach* find_entrance(const Entrances& entrances, const codec::Facts& facts) {
    if (entrances.empty()) {
        return nullptr;
    }
    const auto at = entrances.find({facts.device, facts.identity.inode});
    return at == entrances.end() ? nullptr : &at->second;
}

TreeReach find_reach(const base::FsReader& reader, const std::string& real_path,
                     std::span<const std::uint32_t> broad_groups) {
    TreeReach found;
    const std::vector<base::Ancestor> lineage = base::read_lineage(real_path);
    const base::Result<std::vector<Mount>> mounts = read_mounts();
    if (lineage.empty() || !mounts) {
        found.root = reach_of_root(real_path);
        return found;
    }
    found.root = reach_through(std::span(lineage).first(lineage.size() - 1), broad_groups);
    found.root.guest = true; // guests come in at the root
    const base::Ancestor& root = lineage.back();
    const Mount* const own = find_mount(*mounts, root.mount_id);
    const auto where = own == nullptr ? std::nullopt : place_on(*own, real_path);
    if (!where) {
        return found;
    }
    for (const WayIn& way : find_ways_in(*mounts, *own, *where)) {
        if (way.root.empty()) {
            add_entrance(reader, way, real_path, found.entrances);
        } else if (const auto reach = reach_of_root_by(way, root, broad_groups)) {
            found.root = either(found.root, *reach);
        }
    }
    return found;
}

} // namespace permap::scanner
