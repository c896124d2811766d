// SPDX-License-Identifier: Apache-2.0
#include "mapper/metadata_files.hpp"

#include "codec/passage.hpp"
#include "scanner/read_facts.hpp"
#include "scanner/read_metadata.hpp"

#include <cerrno>

namespace permap::mapper {
namespace {

using codec::Kind;
using codec::MetadataObject;

constexpr const char* kDirectory = ".virtfs_metadata"; // codec::kMetadataDirectoryName
constexpr const char* kRootFile = ".virtfs_metadata_root";

/// Owner and mode; an ACL that a default one of the directory around it passed on goes.
base::Result<void> dress_metadata(const Disk& disk, int fd, Kind kind,
                                  const MetadataObject& object) {
    PERMAP_TRY_ASSIGN(const codec::Facts bare, scanner::read_facts(disk.reader, fd));
    codec::DiskState wanted = bare.state;
    wanted.kind = kind;
    wanted.mode = object.mode;
    wanted.uid = object.uid;
    wanted.gid = object.gid;
    wanted.attributes.erase(codec::kAclAccess);
    wanted.attributes.erase(codec::kAclDefault);
    return execute(disk, fd, codec::diff(bare.state, wanted, codec::OwnerChange::first),
                   bare.state);
}

/// Where the file itself is: in the metadata directory, or for the root in the root.
struct Leaf {
    base::Fd directory; ///< none for the root
    int dirfd;
    const char* name;
};

base::Result<Leaf> find_leaf(const Disk& disk, const EntryPlace& place) {
    if (std::string_view(place.name) == ".") {
        return Leaf{base::Fd(), place.dirfd, kRootFile};
    }
    PERMAP_TRY_ASSIGN(base::Fd directory, disk.reader.open_directory(place.dirfd, kDirectory));
    const int dirfd = directory.get();
    return Leaf{std::move(directory), dirfd, place.name};
}

/// The same, with the directory made where there is none, as the owner of its files.
base::Result<Leaf> make_leaf(const Disk& disk, const EntryPlace& place,
                             const MetadataObject& object) {
    base::Result<Leaf> leaf = find_leaf(disk, place);
    if (leaf || !base::is_missing(leaf.error())) {
        return leaf;
    }
    PERMAP_TRY(disk.writer.make_directory(place.dirfd, kDirectory));
    PERMAP_TRY_ASSIGN(Leaf made, find_leaf(disk, place));
    PERMAP_TRY(dress_metadata(
        disk, made.dirfd, Kind::directory,
        {.mode = codec::kMetadataDirectoryMode, .uid = object.uid, .gid = object.gid, .text = {}}));
    return made;
}

base::Result<void> remove_leaf(const Disk& disk, const Leaf& leaf) {
    const base::Result<void> removed = disk.writer.unlink(leaf.dirfd, leaf.name);
    return removed || base::is_missing(removed.error()) ? base::Result<void>() : removed;
}

/// The mark of this run in the root's file, which outlives what else the file says.
base::Result<std::string> read_mark_line(const Disk& disk, const Leaf& leaf) {
    if (leaf.directory) {
        return std::string();
    }
    const base::Result<base::Fd> fd = disk.reader.open_node(leaf.dirfd, leaf.name);
    if (!fd) {
        return base::is_missing(fd.error()) ? base::Result<std::string>(std::string())
                                            : tl::unexpected(fd.error());
    }
    PERMAP_TRY_ASSIGN(const std::string text,
                      disk.reader.read_head(fd->get(), codec::kLongestMetadata));
    return std::string(scanner::mark_line(text));
}

base::Result<void> write_leaf(const Disk& disk, const Leaf& leaf, const MetadataObject& object,
                              const std::string& text, const Times& times) {
    PERMAP_TRY(remove_leaf(disk, leaf));
    PERMAP_TRY_ASSIGN(const base::Fd fd, disk.writer.make_file(leaf.dirfd, leaf.name));
    PERMAP_TRY(disk.writer.write_all(fd.get(), text));
    PERMAP_TRY(dress_metadata(disk, fd.get(), Kind::file, object));
    return disk.writer.set_times(fd.get(), times.atime, times.mtime);
}

} // namespace

base::Result<void> write_metadata_file(const Disk& disk, const EntryPlace& place,
                                       const MetadataObject& object, const Times& times) {
    PERMAP_TRY_ASSIGN(const Leaf leaf, make_leaf(disk, place, object));
    PERMAP_TRY_ASSIGN(const std::string mark, read_mark_line(disk, leaf));
    return write_leaf(disk, leaf, object, mark + object.text, times);
}

base::Result<void> link_metadata_file(const Disk& disk, const EntryPlace& place, int fd,
                                      const MetadataObject& object) {
    PERMAP_TRY_ASSIGN(const Leaf leaf, make_leaf(disk, place, object));
    PERMAP_TRY(remove_leaf(disk, leaf));
    return disk.writer.link(fd, leaf.dirfd, leaf.name);
}

base::Result<SharedMetadata> hold_metadata_file(const Disk& disk, const EntryPlace& place) {
    PERMAP_TRY_ASSIGN(const Leaf leaf, find_leaf(disk, place));
    PERMAP_TRY_ASSIGN(base::Fd fd, disk.reader.open_path(leaf.dirfd, leaf.name));
    PERMAP_TRY_ASSIGN(const base::Stat stat, disk.reader.stat_fd(fd.get()));
    return SharedMetadata{.fd = std::move(fd), .inode = stat.inode};
}

base::Result<void> remove_metadata_file(const Disk& disk, const EntryPlace& place) {
    const base::Result<Leaf> leaf = find_leaf(disk, place);
    if (!leaf) {
        return base::is_missing(leaf.error()) ? base::Result<void>() : tl::unexpected(leaf.error());
    }
    PERMAP_TRY_ASSIGN(const std::string mark, read_mark_line(disk, *leaf));
    if (!mark.empty()) {
        PERMAP_TRY_ASSIGN(const base::Stat stat, disk.reader.stat_at(leaf->dirfd, leaf->name));
        const MetadataObject object = {.mode = codec::kMetadataFileMode,
                                       .uid = codec::HostUid{stat.uid},
                                       .gid = codec::HostGid{stat.gid},
                                       .text = {}};
        return write_leaf(disk, *leaf, object, mark, {stat.atime, stat.mtime});
    }
    return remove_leaf(disk, *leaf);
}

base::Result<void> close_metadata_directory(const Disk& disk, int fd,
                                            const codec::SetOwner& runner) {
    PERMAP_TRY_ASSIGN(const base::Fd inside, disk.reader.open_directory(fd, kDirectory));
    PERMAP_TRY_ASSIGN(const base::Stat stat, disk.reader.stat_fd(inside.get()));
    codec::DiskState now = codec::facts_from(stat).state;
    now.flags = 0; // not this run's to take: with them it cannot be closed
    return execute(disk, inside.get(), codec::close_directory(now, runner), now);
}

base::Result<void> settle_metadata_directory(const Disk& disk, int fd,
                                             const codec::DiskState& origin,
                                             const codec::DiskState& target, const Times& times) {
    auto wanted = codec::find_beside(target, codec::kMetadataDirectory);
    base::Result<base::Fd> present = disk.reader.open_directory(fd, kDirectory);
    const bool is_absent = !present && base::is_missing(present.error());
    if (!wanted) {
        const base::Result<void> removed =
            is_absent ? base::Result<void>() : disk.writer.remove_directory(fd, kDirectory);
        const bool holds_others =
            !removed && (removed.error().code == std::errc::file_exists ||
                         removed.error().code == std::errc::directory_not_empty);
        wanted = codec::find_beside(origin, codec::kMetadataDirectory);
        if (!holds_others || !wanted) {
            return holds_others ? base::Result<void>() : removed;
        }
    }
    if (is_absent) {
        PERMAP_TRY(disk.writer.make_directory(fd, kDirectory));
        present = disk.reader.open_directory(fd, kDirectory);
    }
    if (!present) {
        return tl::unexpected(present.error());
    }
    PERMAP_TRY(dress_metadata(disk, present->get(), Kind::directory, *wanted));
    return disk.writer.set_times(present->get(), times.atime, times.mtime);
}

} // namespace permap::mapper
