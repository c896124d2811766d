// SPDX-License-Identifier: Apache-2.0
#include "scanner/tree_holders.hpp"

#include "base/ancestors.hpp"

#include <algorithm>

namespace permap::scanner {
namespace {

std::optional<Held> held_by_identity(const OpenDirectory& open, const TreePlace& tree) {
    const auto at = std::ranges::find(tree.identities, std::pair(open.device, open.inode));
    if (at == tree.identities.end()) {
        return std::nullopt;
    }
    return at == tree.identities.begin() ? Held::root : Held::above;
}

/// What identities cannot say: whether it is in the tree, and what lies above the mount that the
/// root is reached through.
std::optional<Held> held_by_place(const OpenDirectory& open, const TreePlace& tree) {
    if (!open.place || !tree.place || open.place->device != tree.place->device) {
        return std::nullopt;
    }
    if (is_path_below(open.place->path, tree.place->path)) {
        return Held::below;
    }
    return is_path_below(tree.place->path, open.place->path) ? std::optional(Held::above)
                                                             : std::nullopt;
}

Holder make_holder(const ServerProcess& process, std::string_view path, Held held) {
    return {.program = process.program,
            .pid = process.pid,
            .uid = process.uid,
            .path = std::string(path),
            .held = held,
            .is_by_command_line = !process.is_examined};
}

void keep_nearest(std::optional<Holder>& nearest, Holder holder) {
    if (!nearest || holder.held < nearest->held) {
        nearest = std::move(holder);
    }
}

/// A path that an argument exports: -fsdev local,path=DIR and -virtfs (qemu(1)), -o source=DIR and
/// --shared-dir=DIR (virtiofsd). Empty where it exports none.
std::string_view exported_path(std::string_view piece) {
    for (const std::string_view key : {"path=", "source=", "--shared-dir="}) {
        if (piece.starts_with(key)) {
            return piece.substr(key.size());
        }
    }
    return {};
}

std::optional<Held> held_by_path(std::string_view path, const TreePlace& tree) {
    if (path == tree.real_path) {
        return Held::root;
    }
    if (is_path_below(path, tree.real_path)) {
        return Held::below;
    }
    return path.starts_with('/') && is_path_below(tree.real_path, path) ? std::optional(Held::above)
                                                                        : std::nullopt;
}

std::optional<Holder> find_in_command_line(const ServerProcess& process, const TreePlace& tree) {
    std::optional<Holder> nearest;
    for (std::string_view rest : process.words) {
        while (!rest.empty()) {
            const std::string_view piece = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
            const std::string_view path = exported_path(piece);
            if (const std::optional<Held> held = held_by_path(path, tree)) {
                keep_nearest(nearest, make_holder(process, path, *held));
            }
        }
    }
    return nearest;
}

std::optional<Holder> find_nearest(const ServerProcess& process, const TreePlace& tree) {
    if (!process.is_examined) {
        return find_in_command_line(process, tree);
    }
    std::optional<Holder> nearest;
    for (const OpenDirectory& open : process.directories) {
        std::optional<Held> held = held_by_identity(open, tree);
        if (!held) {
            held = held_by_place(open, tree);
        }
        if (held) {
            keep_nearest(nearest, make_holder(process, open.path, *held));
        }
    }
    return nearest;
}

} // namespace

const char* to_text(Held held) {
    switch (held) {
    case Held::root:
        return "the root of this tree";
    case Held::above:
        return "a directory above it";
    case Held::below:
        return "a directory in it";
    }
    return "";
}

TreePlace place_of_tree(const std::string& real_path) {
    TreePlace tree = {.real_path = real_path, .place = {}, .identities = {}};
    const std::vector<base::Ancestor> lineage = base::read_lineage(real_path);
    for (const base::Ancestor& directory : lineage) {
        tree.identities.emplace(tree.identities.begin(), directory.device, directory.inode);
    }
    const base::Result<std::vector<Mount>> mounts = read_mounts();
    if (mounts && !lineage.empty()) {
        const Mount* const mount = find_mount(*mounts, lineage.back().mount_id);
        tree.place = mount == nullptr ? std::nullopt : place_on(*mount, real_path);
    }
    return tree;
}

std::vector<Holder> find_holders(const ServerProcesses& processes, const TreePlace& tree) {
    std::vector<Holder> holders;
    for (const ServerProcess& process : processes.found) {
        if (std::optional<Holder> holder = find_nearest(process, tree)) {
            holders.push_back(std::move(*holder));
        }
    }
    return holders;
}

} // namespace permap::scanner
