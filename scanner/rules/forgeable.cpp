// SPDX-License-Identifier: Apache-2.0
// Objects of a mapped tree that carry power in the guest and that another user of the host can
// write: he makes the program, or the metadata that says whose it is.
#include "codec/kind.hpp"
#include "codec/metadata_file.hpp"
#include "codec/posix_acl.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kGuestRoot = 0;
constexpr codec::HostUid kHostRoot = {};
constexpr std::uint32_t kWritePermission = 2;

bool has_power_in_guest(const codec::GuestView& view) {
    const bool is_setuid = view.kind == codec::Kind::file && (view.mode & S_ISUID) != 0;
    return view.uid.value == kGuestRoot || is_setuid;
}

std::string say_power(const codec::GuestView& view) {
    const bool is_setuid = view.kind == codec::Kind::file && (view.mode & S_ISUID) != 0;
    const std::string owner =
        view.uid.value == kGuestRoot ? "root" : fmt::format("{}", view.uid.value);
    return fmt::format("{} of {}", is_setuid ? "setuid program" : codec::to_text(view.kind), owner);
}

/// Neither root nor the QEMU user, where it is known who that is.
bool is_stranger(codec::HostUid uid, const Share& share) {
    return share.host_uid && uid != *share.host_uid && uid != kHostRoot;
}

bool is_strange_group(codec::HostGid gid, const Share& share) {
    return share.host_gid && gid != *share.host_gid && gid.value != 0;
}

/// Whether somebody besides root and the QEMU user gets to the place at all.
bool lets_strangers_in(const Examined& entry) {
    return !entry.reach.only || is_stranger(*entry.reach.only, entry.share);
}

void add(std::string& list, std::string what) {
    list += (list.empty() ? "" : ", ") + std::move(what);
}

std::uint32_t permissions_of_group(const Examined& entry) {
    const std::optional<codec::Acl> acl = find_acl(entry, codec::kAclAccess);
    const std::uint32_t group = entry.facts.state.mode >> 3 & 7;
    return acl ? codec::permissions_of(*acl, codec::AclTag::group_obj).value_or(0) & group : group;
}

/// Those on the host who may write the object itself: its bytes, and user attributes with them
/// (xattr(7): whoever may write a file or directory; of a sticky directory its owner alone).
std::string find_writers(const Examined& entry) {
    const codec::DiskState& state = entry.facts.state;
    const bool owner_alone = state.kind == codec::Kind::directory && (state.mode & S_ISVTX) != 0;
    std::string writers;
    if ((state.mode & S_IWOTH) != 0 && entry.reach.host && !owner_alone) {
        return "any user";
    }
    if (!entry.share.host_uid || !lets_strangers_in(entry)) {
        return writers;
    }
    if (is_stranger(state.uid, entry.share)) {
        add(writers, fmt::format("its owner {}", state.uid.value));
    }
    if (owner_alone) {
        return writers;
    }
    if (is_strange_group(state.gid, entry.share) &&
        (permissions_of_group(entry) & kWritePermission) != 0) {
        add(writers, fmt::format("group {}", state.gid.value));
    }
    if (const std::string granted = say_granted(entry, kWritePermission); !granted.empty()) {
        add(writers, fmt::format("{} by its ACL", granted));
    }
    return writers;
}

std::string find_writers_of_metadata(const Examined& entry) {
    const auto file = codec::find_beside(entry.facts.state, codec::kMetadataFile);
    if (!file || !lets_strangers_in(entry)) {
        return {};
    }
    if ((file->mode & S_IWOTH) != 0 && entry.reach.host) {
        return "any user";
    }
    if (is_stranger(file->uid, entry.share)) {
        return fmt::format("its owner {}", file->uid.value);
    }
    const bool is_group = (file->mode & S_IWGRP) != 0 && is_strange_group(file->gid, entry.share);
    return is_group ? fmt::format("group {}", file->gid.value) : std::string();
}

} // namespace

std::optional<Hit> check_forgeable_guest_root(const Examined& entry) {
    const codec::Kind kind = entry.facts.state.kind;
    const bool is_mapped = entry.share.model->storage == codec::Storage::mapped;
    if (!is_mapped || (kind != codec::Kind::file && kind != codec::Kind::directory) ||
        !has_power_in_guest(entry.decoded.view)) {
        return std::nullopt;
    }
    // Where metadata lies in files, writing to a directory changes nothing about the directory.
    const bool is_told_elsewhere = entry.share.model->keeps_files && kind == codec::Kind::directory;
    std::string what = "it";
    std::string writers = is_told_elsewhere ? std::string() : find_writers(entry);
    if (writers.empty()) {
        what = "its metadata file";
        writers = find_writers_of_metadata(entry);
    }
    if (writers.empty()) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::critical,
               .evidence = {{"guest sees", say_power(entry.decoded.view)},
                            {"what", what},
                            {"writable by", std::move(writers)}}};
}

std::string say_forgeable_guest_root(const Finding& finding) {
    return fmt::format("the guest sees a {}, and on the host {} can be written by {}",
                       evidence_of(finding, "guest sees"), evidence_of(finding, "what"),
                       evidence_of(finding, "writable by"));
}

} // namespace permap::scanner
