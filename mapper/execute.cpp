// SPDX-License-Identifier: Apache-2.0
#include "mapper/execute.hpp"

#include "mapper/metadata_files.hpp"
#include "scanner/read_facts.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <span>
#include <tuple>

namespace permap::mapper {
namespace {

constexpr std::uint32_t kReadWrite = 0600;

/// What lies beside the inode: only a metadata file that goes is a step here. One that comes was
/// written before anything changed, and its directory is the business of the directory around it.
base::Result<void> perform_beside(const Disk& disk, const codec::Step& step,
                                  const EntryPlace* place) {
    const auto* const removed = std::get_if<codec::RemoveAttribute>(&step);
    if (removed == nullptr && place != nullptr) {
        return base::fail_because("its metadata file could not be written");
    }
    const bool is_file = place != nullptr && removed->name == codec::kMetadataFile;
    return is_file ? remove_metadata_file(disk, *place) : base::Result<void>();
}

bool is_step_beside(const codec::Step& step) {
    const auto* const set = std::get_if<codec::SetAttribute>(&step);
    const auto* const removed = std::get_if<codec::RemoveAttribute>(&step);
    return (set != nullptr && codec::is_beside(set->attribute.name)) ||
           (removed != nullptr && codec::is_beside(removed->name));
}

base::Result<void> perform(const base::FsWriter& writer, int fd, const codec::Step& step) {
    if (const auto* const owner = std::get_if<codec::SetOwner>(&step)) {
        return writer.set_owner(fd, owner->uid.value, owner->gid.value);
    }
    if (const auto* const mode = std::get_if<codec::SetMode>(&step)) {
        return writer.set_mode(fd, mode->mode);
    }
    if (const auto* const set = std::get_if<codec::SetAttribute>(&step)) {
        return writer.set_xattr(fd, set->attribute.name.c_str(), set->attribute.value);
    }
    if (const auto* const removed = std::get_if<codec::RemoveAttribute>(&step)) {
        return writer.remove_xattr(fd, removed->name.c_str());
    }
    if (const auto* const flags = std::get_if<codec::SetFlags>(&step)) {
        return set_flags(writer, fd, flags->flags);
    }
    assert(false && "a replacement is no step on a descriptor");
    return {};
}

base::Result<Pinned> facts_of(const Disk& disk, base::Fd fd) {
    PERMAP_TRY_ASSIGN(codec::Facts facts, scanner::read_facts(disk.reader, fd.get()));
    const std::uint32_t mode = facts.state.mode;
    return Pinned{std::move(fd), std::move(facts), mode};
}

/// Gives the owner u+rw through a descriptor that needs no permission on the file; returns the
/// mode before.
base::Result<std::uint32_t> make_readable(const Disk& disk, int dirfd, const char* name,
                                          const codec::Identity& expected) {
    PERMAP_TRY_ASSIGN(const base::Fd fd, disk.reader.open_path(dirfd, name));
    PERMAP_TRY_ASSIGN(const base::Stat stat, disk.reader.stat_fd(fd.get()));
    const codec::Facts facts = codec::facts_from(stat);
    const bool is_ours = facts.identity == expected && (facts.state.kind == codec::Kind::file ||
                                                        facts.state.kind == codec::Kind::directory);
    if (!is_ours) {
        return base::fail(EACCES, "open");
    }
    PERMAP_TRY(disk.writer.set_mode(fd.get(), facts.state.mode | kReadWrite));
    return facts.state.mode;
}

bool is_about_acl(const codec::Step& step) {
    const auto* const set = std::get_if<codec::SetAttribute>(&step);
    const auto* const removed = std::get_if<codec::RemoveAttribute>(&step);
    return (set != nullptr && set->attribute.name == codec::kAclAccess) ||
           (removed != nullptr && removed->name == codec::kAclAccess);
}

/// The ACL as it was. Beside one, the group bits of a mode are its mask and not what the group has.
base::Result<void> put_acl_back(const base::FsWriter& writer, int fd,
                                const codec::DiskState& before) {
    const std::string* const acl = before.attributes.find(codec::kAclAccess);
    return acl != nullptr ? writer.set_xattr(fd, codec::kAclAccess.data(), *acl)
                          : writer.remove_xattr(fd, codec::kAclAccess.data());
}

/// Undoes the steps that were made, as far as owner, ACL and mode go. Best effort: the error that
/// is reported is the one before. Even a chown to the same owner takes capabilities, so there is
/// none where the owner is still the old one.
void put_back(const Disk& disk, int fd, std::span<const codec::Step> made,
              const codec::DiskState& before) {
    if (std::ranges::any_of(made, [](const codec::Step& step) {
            return std::holds_alternative<codec::SetOwner>(step);
        })) {
        std::ignore = disk.writer.set_owner(fd, before.uid.value, before.gid.value);
    }
    const bool has_acl_back =
        std::ranges::none_of(made, is_about_acl) || put_acl_back(disk.writer, fd, before);
    // Without it what is left must be a state on the way, which a resume knows: the owner alone.
    std::ignore =
        disk.writer.set_mode(fd, has_acl_back ? before.mode : codec::narrowed_mode(before));
    if (before.flags != 0) {
        std::ignore = set_flags(disk.writer, fd, before.flags);
    }
}

} // namespace

base::Result<void> set_flags(const base::FsWriter& writer, int fd, std::uint32_t flags) {
    return writer.set_flags(fd, {.is_immutable = (flags & codec::kImmutable) != 0,
                                 .is_append_only = (flags & codec::kAppendOnly) != 0});
}

base::Result<Pinned> pin(const Disk& disk, int dirfd, const char* name,
                         const codec::Identity& expected) {
    base::Result<base::Fd> fd = disk.reader.open_node(dirfd, name);
    if (!fd && fd.error().code == std::errc::permission_denied) {
        PERMAP_TRY_ASSIGN(const std::uint32_t found_mode,
                          make_readable(disk, dirfd, name, expected));
        PERMAP_TRY_ASSIGN(base::Fd readable, disk.reader.open_node(dirfd, name));
        PERMAP_TRY_ASSIGN(Pinned pinned, facts_of(disk, std::move(readable)));
        pinned.found_mode = found_mode;
        return pinned;
    }
    if (!fd) {
        return tl::unexpected(std::move(fd).error());
    }
    return facts_of(disk, std::move(*fd));
}

void put_mode_back(const Disk& disk, const Pinned& pinned) {
    if (pinned.found_mode != pinned.facts.state.mode) {
        std::ignore = disk.writer.set_mode(pinned.fd.get(), pinned.found_mode);
    }
}

base::Result<Pinned> pin_unopened(const Disk& disk, int dirfd, const char* name) {
    PERMAP_TRY_ASSIGN(base::Fd fd, disk.reader.open_path(dirfd, name));
    PERMAP_TRY_ASSIGN(const base::Stat stat, disk.reader.stat_fd(fd.get()));
    PERMAP_TRY_ASSIGN(codec::Facts facts,
                      scanner::read_facts(disk.reader, dirfd, name, scanner::ReadLinks::yes));
    const codec::Facts held = codec::facts_from(stat);
    if (facts.identity != held.identity) {
        return base::fail(ESTALE, "statx");
    }
    const std::uint32_t mode = facts.state.mode;
    return Pinned{std::move(fd), std::move(facts), mode};
}

base::Result<void> execute(const Disk& disk, int fd, const codec::Change& change,
                           const codec::DiskState& before, const EntryPlace* place) {
    for (std::size_t i = 0; i < change.size(); ++i) {
        base::Result<void> done = is_step_beside(change[i]) ? perform_beside(disk, change[i], place)
                                                            : perform(disk.writer, fd, change[i]);
        if (!done) {
            put_back(disk, fd, std::span(change).first(i), before);
            return done;
        }
    }
    return {};
}

} // namespace permap::mapper
