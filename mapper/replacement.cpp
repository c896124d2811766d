// SPDX-License-Identifier: Apache-2.0
#include "mapper/replacement.hpp"

#include "codec/model.hpp"
#include "scanner/read_facts.hpp"

#include <cerrno>

#include <fmt/format.h>

namespace permap::mapper {
namespace {

using codec::Kind;

/// FNV-1a, 64 bits: stable between runs and versions, unlike std::hash.
std::uint64_t number_of(const std::string& name) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char byte : name) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
    }
    return hash;
}

/// Makes the bare object and pins it.
base::Result<base::Fd> make(const Disk& disk, int dirfd, const char* name,
                            const codec::DiskState& state) {
    if (state.kind == Kind::file) {
        PERMAP_TRY_ASSIGN(base::Fd fd, disk.writer.make_file(dirfd, name));
        PERMAP_TRY(disk.writer.write_all(fd.get(), state.content));
        return fd;
    }
    if (state.kind == Kind::symlink) {
        PERMAP_TRY(disk.writer.make_symlink(dirfd, name, state.content.c_str()));
    } else {
        PERMAP_TRY(disk.writer.make_special(dirfd, name, codec::type_bits(state.kind), state.rdev));
    }
    return disk.reader.open_path(dirfd, name);
}

/// Whether an attribute moves on to the new inode: labels decide access where a security module
/// runs, and trusted attributes belong to whoever manages the host. Capabilities do not move, nor
/// does the trusted attribute as which xfs shows each ACL again (fs/xfs/xfs_xattr.c).
bool moves_on(std::string_view name, Kind kind) {
    if (name.starts_with("user.")) { // Linux has them on files and directories only
        return kind == Kind::file && !codec::is_ownership_attribute(name);
    }
    if (name.starts_with("trusted.")) {
        return !name.starts_with("trusted.SGI_ACL_");
    }
    return name.starts_with("security.") && name != codec::kCapability;
}

base::Result<void> copy_attributes(const Disk& disk, int dirfd, const std::string& from, int to,
                                   Kind kind) {
    PERMAP_TRY_ASSIGN(const std::string names, disk.reader.list_xattrs_at(dirfd, from.c_str()));
    for (std::size_t at = 0; at < names.size();) {
        const std::string name(names.c_str() + at);
        at += name.size() + 1;
        if (!moves_on(name, kind)) {
            continue;
        }
        PERMAP_TRY_ASSIGN(const std::optional<std::string> value,
                          disk.reader.get_xattr_at(dirfd, from.c_str(), name.c_str()));
        if (value) {
            PERMAP_TRY(disk.writer.set_xattr(to, name.c_str(), *value));
        }
    }
    return {};
}

/// Owner, mode and attributes; a default ACL that the directory passed on goes.
base::Result<void> dress(const Disk& disk, int fd, const codec::Facts& bare,
                         const codec::DiskState& wanted) {
    codec::DiskState now = bare.state;
    now.content = wanted.content; // just written
    const codec::Change change = codec::diff(now, wanted, codec::OwnerChange::first);
    return execute(disk, fd, change, now);
}

} // namespace

std::string temporary_name(const std::string& prefix, const std::string& name) {
    return fmt::format("{}{:016x}", prefix, number_of(name));
}

base::Result<codec::Identity> build(const Disk& disk, int dirfd, const std::string& temporary,
                                    const Blueprint& blueprint, const std::string& old_name) {
    PERMAP_TRY_ASSIGN(const base::Fd fd, make(disk, dirfd, temporary.c_str(), blueprint.state));
    PERMAP_TRY_ASSIGN(
        const codec::Facts bare,
        scanner::read_facts(disk.reader, dirfd, temporary.c_str(), scanner::ReadLinks::no));
    PERMAP_TRY_ASSIGN(const base::Stat held, disk.reader.stat_fd(fd.get()));
    if (codec::facts_from(held).identity != bare.identity) {
        return base::fail_because("another object took its temporary name", temporary);
    }
    PERMAP_TRY(copy_attributes(disk, dirfd, old_name, fd.get(), blueprint.state.kind));
    PERMAP_TRY(dress(disk, fd.get(), bare, blueprint.state));
    PERMAP_TRY(disk.writer.set_times(fd.get(), blueprint.atime, blueprint.mtime));
    return bare.identity;
}

bool is_leftover(const codec::DiskState& found, const codec::DiskState& wanted,
                 const codec::SetOwner& runner) {
    const bool is_known_owner = found.uid == wanted.uid || found.uid == runner.uid;
    return found.kind == wanted.kind && found.rdev == wanted.rdev && is_known_owner &&
           wanted.content.starts_with(found.content);
}

base::Result<bool> exchange(const Disk& disk, int dirfd, const std::string& temporary,
                            const std::string& name, const codec::Identity& expected) {
    PERMAP_TRY(disk.writer.exchange(dirfd, temporary.c_str(), name.c_str()));
    PERMAP_TRY_ASSIGN(const base::Stat out, disk.reader.stat_at(dirfd, temporary.c_str()));
    if (codec::facts_from(out).identity != expected) {
        PERMAP_TRY(disk.writer.exchange(dirfd, temporary.c_str(), name.c_str()));
        return false;
    }
    PERMAP_TRY(disk.writer.unlink(dirfd, temporary.c_str()));
    return true;
}

base::Result<codec::Facts> read_object(const base::FsReader& reader, int dirfd,
                                       const std::string& name) {
    PERMAP_TRY_ASSIGN(codec::Facts facts,
                      scanner::read_facts(reader, dirfd, name.c_str(), scanner::ReadLinks::yes));
    if (facts.state.kind == Kind::file && facts.size > 0) {
        PERMAP_TRY_ASSIGN(facts.state.content, scanner::read_stand_in(reader, dirfd, name.c_str()));
    }
    return facts;
}

} // namespace permap::mapper
