// SPDX-License-Identifier: Apache-2.0
// Entrances: other mounts of a tree's file system that lead into it: one that covers its root, a
// bind mount of something in it, an overlay with a layer in it. They let in those whom a directory
// on the tree's own path stops. Mounts of other mount namespaces are out of sight.
#pragma once

#include "base/fs_reader.hpp"
#include "codec/facts.hpp"
#include "scanner/mount_table.hpp"
#include "scanner/reach.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace permap::scanner {

/// A mount that leads into a tree.
struct WayIn {
    const Mount* mount = nullptr;
    /// The directory of an overlay's layer that is shown there, absolute; empty for other mounts.
    std::string layer = {};
    /// The root as it is seen through the mount, absolute; empty where the mount shows only
    /// something inside the tree.
    std::string root = {};
};

/// All of them, for the root at `where` on the mount `own`. Pure.
[[nodiscard]] std::vector<WayIn> find_ways_in(std::span<const Mount> mounts, const Mount& own,
                                              const FsPlace& where);

/// What is mounted elsewhere, by st_dev and inode, and the reach of it there.
using Entrances = std::map<std::pair<std::uint64_t, std::uint64_t>, Reach>;

/// The one at this inode; null for nearly all.
[[nodiscard]] const Reach* find_entrance(const Entrances& entrances, const codec::Facts& facts);

struct TreeReach {
    Reach root;          ///< of the root itself, by its own path or by another mount
    Entrances entrances; ///< inside the tree
};

/// How others get into the tree at this absolute path. Without a table of mounts: by its own path.
[[nodiscard]] TreeReach find_reach(const base::FsReader& reader, const std::string& real_path,
                                   std::span<const std::uint32_t> broad_groups = {});

} // namespace permap::scanner
