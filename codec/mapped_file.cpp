// SPDX-License-Identifier: Apache-2.0
// The mapped-file model of QEMU VirtFS: hw/9pfs/9p-local.c, local_mapped_file_attr and
// local_set_mapped_file_attrat. Owner, mode and device are lines of a text beside the object; ACLs
// are real ones on the host object, with the guest's ids in them, as the server keeps them.
#include "base/quote.hpp"
#include "codec/metadata_file.hpp"
#include "codec/model.hpp"
#include "codec/posix_acl.hpp"
#include "codec/stored_mode.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace permap::codec {
namespace {

constexpr std::uint32_t kPermissions = 0777; // what an ACL gives; set-id bits are none of its own

void decode_ids(const MetadataFields& fields, Decoded& decoded) {
    decoded.uid_stored = fields.uid.has_value();
    decoded.gid_stored = fields.gid.has_value();
    decoded.view.uid.value = fields.uid.value_or(decoded.view.uid.value);
    decoded.view.gid.value = fields.gid.value_or(decoded.view.gid.value);
    if (decoded.view.uid.value == kNoId || decoded.view.gid.value == kNoId) {
        decoded.oddities.push_back(Oddity::unusable_id);
    }
}

void decode_fields(const Facts& facts, const MetadataFields& fields, Decoded& decoded) {
    decode_ids(fields, decoded);
    if (fields.mode) {
        use_stored_mode(*fields.mode, decoded);
    }
    decoded.rdev_stored = fields.rdev.has_value();
    if (fields.rdev && is_device(decoded.view.kind)) {
        decoded.view.rdev = *fields.rdev;
    }
    const int stored = int{decoded.uid_stored} + int{decoded.gid_stored} + int{decoded.mode_stored};
    if (stored < 3) {
        decoded.oddities.push_back(stored == 0 ? Oddity::no_metadata : Oddity::partial_metadata);
    }
    if (facts.state.kind == Kind::file && is_special(decoded.view.kind) && facts.size > 0) {
        decoded.oddities.push_back(Oddity::stand_in_content);
    }
}

/// The server links the metadata file for each name of an inode that it makes. A name made on the
/// host has none, and one chmod through another name splits them.
bool links_disagree(const Facts& facts) {
    return facts.state.kind != Kind::directory && facts.nlink > 1 && facts.metadata.nlink != 0 &&
           facts.metadata.nlink != facts.nlink;
}

void note_contradictions(const Facts& facts, Decoded& decoded) {
    const Attributes& attributes = facts.state.attributes;
    const bool has_attributes = std::ranges::any_of(
        attributes, [](const Attribute& attribute) { return owns_mapped_xattr(attribute.name); });
    if (has_attributes && attributes.find(kMetadataFile) != nullptr) {
        decoded.oddities.push_back(Oddity::both_codecs);
    }
    if (links_disagree(facts)) {
        decoded.oddities.push_back(Oddity::links_disagree);
    }
    if (facts.metadata.is_foreign) {
        decoded.oddities.push_back(Oddity::foreign_metadata);
    }
}

std::string value_or_empty(const Attributes& attributes, std::string_view name) {
    const std::string* const value = attributes.find(name);
    return value != nullptr ? *value : std::string();
}

/// An ACL on the host as the server's setxattr leaves it, except that QEMU, which owns the object,
/// must not lock itself out: the owner keeps what the policy gives it.
void add_access_acl(DiskState& state, const std::string& bytes) {
    const std::optional<Acl> acl = parse_acl(bytes);
    if (acl && !is_minimal(*acl)) {
        const std::uint32_t owner = state.mode & 0700U;
        state.mode = (permissions_of(*acl) & kPermissions) | owner;
        state.attributes.set(kAclAccess, serialize_acl(with_mode(*acl, state.mode)));
    }
}

void add_default_acl(DiskState& state, const std::string& bytes) {
    const std::optional<Acl> acl = parse_acl(bytes);
    if (acl && state.kind == Kind::directory) {
        state.attributes.set(kAclDefault, serialize_acl(*acl));
    }
}

MetadataFields fields_of(const GuestView& view) {
    const std::uint32_t mode = view.kind == Kind::symlink ? kStoredSymlinkMode : view.mode;
    MetadataFields fields = {.uid = view.uid.value,
                             .gid = view.gid.value,
                             .mode = type_bits(view.kind) | mode,
                             .rdev = std::nullopt};
    if (is_special(view.kind)) {
        fields.rdev = view.rdev; // the server writes 0 for fifos and sockets
    }
    return fields;
}

} // namespace

std::string say_mapped_file(std::string_view /*attribute*/, std::string_view value) {
    const std::optional<MetadataObject> object = unpack(value);
    if (!object) {
        return "nothing that permap reads";
    }
    return fmt::format("mode {:04o}, owner {}:{}, {}", object->mode, object->uid.value,
                       object->gid.value, base::quote(object->text));
}

Decoded decode_mapped_file(const Facts& facts) {
    const DiskState& state = facts.state;
    Decoded decoded;
    decoded.view = {.kind = state.kind,
                    .mode = state.mode,
                    .uid = GuestUid{state.uid.value},
                    .gid = GuestGid{state.gid.value},
                    .rdev = state.rdev,
                    .link = {},
                    .acl_access = value_or_empty(state.attributes, kAclAccess),
                    .acl_default = value_or_empty(state.attributes, kAclDefault)};
    if (state.kind == Kind::symlink) {
        decoded.oddities.push_back(Oddity::native_symlink);
    } else if (is_special(state.kind)) {
        decoded.oddities.push_back(Oddity::native_special);
    }
    const std::optional<MetadataObject> metadata = find_beside(state, kMetadataFile);
    decode_fields(facts, parse_metadata(metadata ? std::string_view(metadata->text) : ""), decoded);
    if (decoded.view.kind == Kind::symlink) {
        decoded.view.link = state.content;
    }
    note_contradictions(facts, decoded);
    return decoded;
}

DiskState encode_mapped_file(const GuestView& view, const HostPolicy& policy) {
    const bool is_directory = view.kind == Kind::directory;
    DiskState state = {.kind = is_directory ? Kind::directory : Kind::file,
                       .mode = is_directory ? policy.directory_mode : policy.file_mode,
                       .uid = policy.uid,
                       .gid = policy.gid,
                       .rdev = 0,
                       .attributes = {},
                       .content = view.kind == Kind::symlink ? view.link : std::string()};
    state.attributes.set(kMetadataFile, pack({.mode = kMetadataFileMode,
                                              .uid = policy.uid,
                                              .gid = policy.gid,
                                              .text = metadata_text(fields_of(view))}));
    if (is_directory) {
        // also where there are no entries yet: the server makes it with the first one
        state.attributes.set(kMetadataDirectory, pack({.mode = kMetadataDirectoryMode,
                                                       .uid = policy.uid,
                                                       .gid = policy.gid,
                                                       .text = {}}));
    }
    add_access_acl(state, view.acl_access);
    add_default_acl(state, view.acl_default);
    return state;
}

} // namespace permap::codec
