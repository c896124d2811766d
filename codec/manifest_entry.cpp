// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_entry.hpp"

#include <utility>

namespace permap::codec {
namespace {

std::string value_of(const Attributes& attributes, std::string_view name) {
    const std::string* const value = attributes.find(name);
    return value != nullptr ? *value : std::string();
}

/// What both views have in common.
ManifestEntry start(std::string path, const Facts& facts, Kind kind) {
    ManifestEntry entry;
    entry.path = std::move(path);
    entry.kind = kind;
    entry.known = {ManifestField::kind,  ManifestField::mode,     ManifestField::uid,
                   ManifestField::gid,   ManifestField::acls,     ManifestField::capability,
                   ManifestField::inode, ManifestField::stat_mode};
    if (is_device(kind)) {
        entry.known.add(ManifestField::rdev);
    }
    if (kind == Kind::symlink) {
        entry.known.add(ManifestField::link);
    }
    if (kind != Kind::directory) {
        entry.known.add(ManifestField::nlink);
        entry.nlink = facts.nlink;
    }
    entry.identity = facts.identity;
    return entry;
}

} // namespace

ManifestEntry manifest_of_host(std::string path, const Facts& facts) {
    const DiskState& state = facts.state;
    ManifestEntry entry = start(std::move(path), facts, state.kind);
    entry.mode = state.mode;
    entry.uid = state.uid.value;
    entry.gid = state.gid.value;
    entry.rdev = is_device(state.kind) ? state.rdev : 0;
    entry.link = state.kind == Kind::symlink ? state.content : std::string();
    entry.acl = value_of(state.attributes, kAclAccess);
    entry.acl_default = value_of(state.attributes, kAclDefault);
    entry.capability = value_of(state.attributes, kCapability);
    return entry;
}

ManifestEntry manifest_of_guest(std::string path, const Facts& facts, const GuestView& view) {
    ManifestEntry entry = start(std::move(path), facts, view.kind);
    entry.mode = view.mode;
    entry.uid = view.uid.value;
    entry.gid = view.gid.value;
    entry.rdev = is_device(view.kind) ? view.rdev : 0;
    entry.link = view.link;
    entry.acl = view.acl_access;
    entry.acl_default = view.acl_default;
    entry.capability = view.capability;
    return entry;
}

void pack_fields(const ManifestEntry& entry, base::ByteWriter& bytes) {
    bytes.number(entry.known.bits());
    bytes.number(static_cast<std::uint64_t>(entry.kind));
    bytes.number(entry.mode);
    bytes.number(entry.uid);
    bytes.number(entry.gid);
    bytes.number(entry.rdev);
    bytes.text(entry.link);
    bytes.number(entry.nlink);
    bytes.text(entry.acl);
    bytes.text(entry.acl_default);
    bytes.text(entry.capability);
    bytes.number(entry.identity.inode);
    bytes.signed_number(entry.identity.birth.seconds);
    bytes.number(entry.identity.birth.nanoseconds);
    bytes.number(entry.is_optional ? 1 : 0);
}

void unpack_fields(base::ByteReader& reader, ManifestEntry& entry) {
    entry.known = ManifestFields::from_bits(static_cast<std::uint32_t>(reader.number()));
    entry.kind = static_cast<Kind>(reader.number());
    entry.mode = static_cast<std::uint32_t>(reader.number());
    entry.uid = static_cast<std::uint32_t>(reader.number());
    entry.gid = static_cast<std::uint32_t>(reader.number());
    entry.rdev = reader.number();
    entry.link = reader.view();
    entry.nlink = static_cast<std::uint32_t>(reader.number());
    entry.acl = reader.view();
    entry.acl_default = reader.view();
    entry.capability = reader.view();
    entry.identity.inode = reader.number();
    entry.identity.birth.seconds = reader.signed_number();
    entry.identity.birth.nanoseconds = static_cast<std::uint32_t>(reader.number());
    entry.is_optional = reader.number() != 0;
}

std::string pack_entry(const ManifestEntry& entry) {
    base::ByteWriter bytes;
    bytes.text(entry.path);
    pack_fields(entry, bytes);
    return bytes.take();
}

std::optional<ManifestEntry> unpack_entry(std::string_view bytes) {
    base::ByteReader reader(bytes);
    ManifestEntry entry;
    entry.path = reader.view();
    unpack_fields(reader, entry);
    const bool is_whole = !reader.is_damaged() && reader.is_at_end();
    return is_whole ? std::optional(std::move(entry)) : std::nullopt;
}

} // namespace permap::codec
