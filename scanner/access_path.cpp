// SPDX-License-Identifier: Apache-2.0
#include "scanner/access_path.hpp"

#include "base/ancestors.hpp"
#include "scanner/read_facts.hpp"

#include <cerrno>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

using base::Place;
using base::Result;

std::string join(const std::string& directory, const std::string& name) {
    return directory.ends_with('/') ? directory + name : directory + "/" + name;
}

/// All facts but the text of a link, whose time of access would move; or at least what statx says:
/// attributes may be out of sight.
Result<codec::Facts> read_facts_if_possible(const base::FsReader& reader, int dirfd,
                                            const std::string& name) {
    codec::Facts facts;
    Result<void> read = read_facts_into(facts, reader, dirfd, name.c_str(), ReadLinks::no);
    if (!read && facts.identity.inode == 0) {
        return tl::unexpected(std::move(read).error());
    }
    if (!read) {
        std::ignore = add_known_attributes(facts, reader, dirfd, name.c_str());
    }
    return facts;
}

void add_step(AccessPath& path, std::string name, codec::Facts facts) {
    path.steps.push_back({std::move(name), guarded(facts.state)});
    path.facts.push_back(std::move(facts));
}

/// The object at that path, if it is the wanted one: something else may be mounted over it.
Result<Place> open_other(const std::string& path, const base::Stat& wanted,
                         const base::FsReader& reader) {
    PERMAP_TRY_ASSIGN(Place place, base::find_place(path));
    PERMAP_TRY_ASSIGN(const base::Stat stat,
                      reader.stat_at(place.directory.get(), place.name.c_str()));
    if (stat.inode != wanted.inode || stat.device != wanted.device) {
        return base::fail(ESTALE, "stat", path);
    }
    return place;
}

} // namespace

Result<AccessPath> read_access_path(const base::FsReader& reader, const base::Place& place) {
    AccessPath path;
    const std::string held = fmt::format("/proc/self/fd/{}/.", place.directory.get());
    for (const base::Ancestor& ancestor : base::read_lineage(held)) {
        PERMAP_TRY_ASSIGN(codec::Facts facts,
                          read_facts_if_possible(reader, ancestor.fd.get(), "."));
        add_step(path, ancestor.path, std::move(facts));
    }
    path.is_whole = !path.steps.empty() && path.steps.front().path == "/";
    if (place.name != ".") {
        Result<codec::Facts> facts =
            read_facts_if_possible(reader, place.directory.get(), place.name);
        if (!facts) {
            return tl::unexpected(base::with_path(facts.error(), place.real_path));
        }
        add_step(path, place.real_path, std::move(*facts));
    }
    if (path.steps.empty()) {
        return base::fail_because("cannot be examined", place.real_path);
    }
    return path;
}

std::vector<OtherWay> find_other_ways(const base::FsReader& reader, const base::Place& place,
                                      const std::vector<Mount>& mounts) {
    std::vector<OtherWay> ways;
    const auto stat = reader.stat_at(place.directory.get(), place.name.c_str());
    const Mount* const own = stat ? find_mount(mounts, stat->mount_id) : nullptr;
    const auto where = own != nullptr ? place_on(*own, place.real_path) : std::nullopt;
    if (!where) {
        return ways;
    }
    for (const Mount& mount : mounts) {
        const bool is_above = mount.root == where->path || is_path_below(where->path, mount.root);
        if (mount.id == own->id || mount.device != where->device || !is_above) {
            continue;
        }
        const std::size_t taken = mount.root == "/" ? 1 : mount.root.size() + 1;
        const std::string rest = where->path.size() > taken ? where->path.substr(taken) : "";
        const std::string path = rest.empty() ? mount.point + "/." : join(mount.point, rest);
        Result<Place> other = open_other(path, *stat, reader);
        if (other) {
            ways.push_back({mount.point, std::move(*other)});
        }
    }
    return ways;
}

} // namespace permap::scanner
