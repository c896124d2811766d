// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest_listing.hpp"

#include "base/quote.hpp"
#include "tests/oracle/guest_user.hpp"
#include "tests/oracle/ninep_batch.hpp"

#include <algorithm>
#include <cerrno>
#include <ostream>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

namespace permap::oracle {
namespace {

constexpr std::size_t kBatch = 64; // children asked about together; their fids are held

/// Visits directories depth first.
class Walker {
public:
    explicit Walker(NinepClient& client) : client_(client) {}

    [[nodiscard]] base::Result<void> visit_root(const Fid& root);
    [[nodiscard]] GuestListing take() { return std::move(listing_); }

private:
    using Names = std::span<const std::string_view>;

    [[nodiscard]] base::Result<void> visit(const Fid& fid, const std::string& path,
                                           GuestEntry entry);
    [[nodiscard]] base::Result<void> visit_batch(const Fid& directory, const std::string& path,
                                                 Names names);
    [[nodiscard]] base::Result<std::vector<Fid>> walk_batch(const Fid& directory, Names names);
    [[nodiscard]] base::Result<std::vector<GuestEntry>> describe(std::span<const Fid> fids);
    void read_target(const Fid& fid, GuestEntry& entry);
    void read_xattrs(const Fid& fid, const base::Result<std::string>& list, GuestEntry& entry);
    [[nodiscard]] base::Result<std::vector<DirectoryEntry>> read_directory(const Fid& directory);

    NinepClient& client_;
    GuestListing listing_;
};

/// What `attributes` tell; the rest needs more calls.
GuestEntry to_entry(const Attributes& attributes) {
    GuestEntry entry;
    entry.mode = attributes.mode;
    entry.uid = attributes.uid;
    entry.gid = attributes.gid;
    entry.rdev = attributes.rdev;
    entry.size = attributes.size;
    entry.nlink = attributes.nlink;
    entry.mtime = attributes.mtime;
    return entry;
}

/// The names to visit. They point into `entries`.
std::vector<std::string_view> names_below(const std::vector<DirectoryEntry>& entries) {
    std::vector<std::string_view> names;
    for (const DirectoryEntry& entry : entries) {
        if (entry.name != "." && entry.name != "..") {
            names.push_back(entry.name);
        }
    }
    return names;
}

base::Result<void> Walker::visit_root(const Fid& root) {
    PERMAP_TRY_ASSIGN(std::vector<GuestEntry> entries, describe(std::span(&root, 1)));
    return visit(root, ".", std::move(entries.front()));
}

base::Result<void> Walker::visit(const Fid& fid, const std::string& path, GuestEntry entry) {
    std::vector<DirectoryEntry> children;
    if (S_ISDIR(entry.mode)) {
        auto listed = read_directory(fid);
        if (listed) {
            children = std::move(*listed);
        } else {
            entry.readdir_errno = listed.error().code.value();
        }
    }
    listing_.emplace(path, std::move(entry));

    const std::vector<std::string_view> names = names_below(children);
    for (Names rest = names; !rest.empty();) {
        const Names batch = rest.first(std::min(rest.size(), kBatch));
        PERMAP_TRY(visit_batch(fid, path, batch));
        rest = rest.subspan(batch.size());
    }
    return {};
}

base::Result<void> Walker::visit_batch(const Fid& directory, const std::string& path, Names names) {
    PERMAP_TRY_ASSIGN(std::vector<Fid> fids, walk_batch(directory, names));
    PERMAP_TRY_ASSIGN(std::vector<GuestEntry> entries, describe(fids));
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string prefix = path == "." ? "" : path + '/';
        PERMAP_TRY(visit(fids[i], prefix + std::string(names[i]), std::move(entries[i])));
    }
    return clunk_each(client_, std::move(fids));
}

base::Result<std::vector<Fid>> Walker::walk_batch(const Fid& directory, Names names) {
    PERMAP_TRY_ASSIGN(std::vector<base::Result<Fid>> walked, walk_each(client_, directory, names));
    std::vector<Fid> fids;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!walked[i]) {
            return tl::unexpected(with_path(walked[i].error(), names[i]));
        }
        fids.push_back(std::move(*walked[i]));
    }
    return fids;
}

base::Result<std::vector<GuestEntry>> Walker::describe(std::span<const Fid> fids) {
    PERMAP_TRY_ASSIGN(const auto attributes, getattr_each(client_, fids));
    PERMAP_TRY_ASSIGN(const auto lists, list_xattrs_each(client_, fids));
    std::vector<GuestEntry> entries;
    for (std::size_t i = 0; i < fids.size(); ++i) {
        if (!attributes[i]) {
            return tl::unexpected(attributes[i].error());
        }
        GuestEntry& entry = entries.emplace_back(to_entry(*attributes[i]));
        if (S_ISLNK(entry.mode)) {
            read_target(fids[i], entry);
        }
        read_xattrs(fids[i], lists[i], entry);
    }
    return entries;
}

void Walker::read_target(const Fid& fid, GuestEntry& entry) {
    auto target = client_.readlink(fid);
    if (target) {
        entry.link_target = std::move(*target);
    } else {
        entry.readlink_errno = target.error().code.value();
    }
}

void Walker::read_xattrs(const Fid& fid, const base::Result<std::string>& list, GuestEntry& entry) {
    if (!list) {
        entry.xattr_errno = list.error().code.value();
        return;
    }
    for (const std::string& name : split_xattr_names(*list)) {
        auto value = client_.read_xattr(fid, name);
        if (value) {
            entry.xattrs.emplace(name, std::move(*value));
        } else if (value.error().code.value() != ENODATA) {
            entry.xattr_errno = value.error().code.value();
            return;
        } // a real ACL in a mapped tree is listed but has no value (9p-xattr.c)
    }
}

base::Result<std::vector<DirectoryEntry>> Walker::read_directory(const Fid& directory) {
    PERMAP_TRY_ASSIGN(const Fid opened,
                      client_.walk(directory, std::span<const std::string_view>()));
    PERMAP_TRY(client_.lopen(opened, O_RDONLY | O_DIRECTORY));
    return client_.readdir(opened);
}

} // namespace

std::ostream& operator<<(std::ostream& out, const GuestEntry& entry) {
    out << fmt::format("{{mode {:o}, {}:{}, rdev {:#x}, size {}, nlink {}, mtime {}.{:09}",
                       entry.mode, entry.uid, entry.gid, entry.rdev, entry.size, entry.nlink,
                       entry.mtime.seconds, entry.mtime.nanoseconds);
    if (!entry.link_target.empty()) {
        out << ", to " << base::quote(entry.link_target);
    }
    for (const auto& [name, value] : entry.xattrs) {
        out << ", " << base::quote(name) << "=" << base::hex(value);
    }
    return out << fmt::format(", errno readlink {} readdir {} xattr {}}}", entry.readlink_errno,
                              entry.readdir_errno, entry.xattr_errno);
}

base::Result<GuestListing> list_guest(NinepClient& client, std::uint32_t n_uname) {
    PERMAP_TRY_ASSIGN(const Fid root, client.attach(n_uname));
    Walker walker(client);
    PERMAP_TRY(walker.visit_root(root));
    return walker.take();
}

} // namespace permap::oracle
