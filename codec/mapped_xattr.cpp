// SPDX-License-Identifier: Apache-2.0
// The mapped-xattr model of QEMU VirtFS: hw/9pfs/9p-local.c, local_lstat and local_set_xattrat;
// values are little-endian since QEMU 2.2. Every field falls back to the host's on its own.
#include "codec/model.hpp"

#include "codec/host_view.hpp"
#include "codec/little_endian.hpp"
#include "codec/posix_acl.hpp"
#include "codec/stored_mode.hpp"
#include "codec/virtfs_dialect.hpp"
#include "codec/virtfs_names.hpp"

#include <array>

#include <fmt/format.h>

namespace permap::codec {
namespace {

constexpr std::size_t kIdSize = 4;
constexpr std::size_t kRdevSize = 8;

/// The value where the server would use it. It ignores an empty one and one that is too long for
/// its buffer (ERANGE); a short one leaves garbage in the rest, so nobody can say what it means.
const std::string* usable(const Attributes& attributes, std::string_view name, std::size_t size,
                          std::vector<Oddity>& oddities) {
    const std::string* const value = attributes.find(name);
    if (value == nullptr || value->empty() || value->size() > size) {
        return nullptr;
    }
    if (value->size() < size) {
        oddities.push_back(Oddity::corrupt_value);
        return nullptr;
    }
    return value;
}

void decode_ids(const Attributes& attributes, Decoded& decoded) {
    if (const auto* const uid = usable(attributes, kVirtfsUid, kIdSize, decoded.oddities)) {
        decoded.view.uid = GuestUid{get_le32(*uid)};
        decoded.uid_stored = true;
    }
    if (const auto* const gid = usable(attributes, kVirtfsGid, kIdSize, decoded.oddities)) {
        decoded.view.gid = GuestGid{get_le32(*gid)};
        decoded.gid_stored = true;
    }
    if (decoded.view.uid.value == kNoId || decoded.view.gid.value == kNoId) {
        decoded.oddities.push_back(Oddity::unusable_id);
    }
}

void decode_mode(const Attributes& attributes, Decoded& decoded) {
    const auto* const stored = usable(attributes, kVirtfsMode, kIdSize, decoded.oddities);
    if (stored != nullptr) {
        use_stored_mode(get_le32(*stored), decoded);
    }
}

void decode_rdev(const Attributes& attributes, Decoded& decoded) {
    const auto* const stored = usable(attributes, kVirtfsRdev, kRdevSize, decoded.oddities);
    decoded.rdev_stored = stored != nullptr;
    if (stored != nullptr && is_device(decoded.view.kind)) {
        decoded.view.rdev = get_le64(*stored);
    }
}

std::string decode_acl(const Attributes& attributes, std::string_view name, Decoded& decoded) {
    const std::string* const value = attributes.find(name);
    if (value == nullptr || value->empty()) {
        return {};
    }
    if (!parse_acl(*value)) {
        decoded.oddities.push_back(Oddity::corrupt_acl);
    }
    return *value;
}

/// The metadata of an object that can carry user attributes at all.
void decode_metadata(const Facts& facts, Decoded& decoded) {
    const std::optional<Attributes> translated = to_linux_dialect(facts.state.attributes);
    const Attributes& attributes = translated ? *translated : facts.state.attributes;
    if (translated) {
        decoded.oddities.push_back(Oddity::foreign_dialect);
    }
    decode_ids(attributes, decoded);
    decode_mode(attributes, decoded);
    decode_rdev(attributes, decoded);
    decoded.view.acl_access = decode_acl(attributes, kVirtfsAclAccess, decoded);
    decoded.view.acl_default = decode_acl(attributes, kVirtfsAclDefault, decoded);

    const int stored = int{decoded.uid_stored} + int{decoded.gid_stored} + int{decoded.mode_stored};
    if (stored < 3) {
        decoded.oddities.push_back(stored == 0 ? Oddity::no_metadata : Oddity::partial_metadata);
    }
    if (is_special(decoded.view.kind) && facts.size > 0) {
        decoded.oddities.push_back(Oddity::stand_in_content);
    }
}

} // namespace

bool owns_mapped_xattr(std::string_view attribute) {
    return attribute.starts_with("user.virtfs."); // the server hides all of them from the guest
}

std::string say_mapped_xattr(std::string_view attribute, std::string_view value) {
    if (attribute == kVirtfsAclAccess || attribute == kVirtfsAclDefault) {
        const std::optional<Acl> acl = parse_acl(value);
        return acl ? to_text(*acl) : "a malformed ACL: the guest gets EIO";
    }
    const std::size_t size = attribute == kVirtfsRdev ? kRdevSize : kIdSize;
    if (attribute != kVirtfsUid && attribute != kVirtfsGid && attribute != kVirtfsMode &&
        attribute != kVirtfsRdev) {
        return "nothing: QEMU does not know it, and hides it from the guest";
    }
    if (value.empty() || value.size() > size) {
        return fmt::format("nothing: QEMU wants {} bytes, and takes the host's value", size);
    }
    if (value.size() < size) {
        return fmt::format("undefined: QEMU wants {} bytes, and would read garbage", size);
    }
    if (attribute == kVirtfsRdev) {
        return "device " + device_text(get_le64(value));
    }
    const std::uint32_t number = get_le32(value);
    return attribute == kVirtfsMode
               ? describe_mode(number)
               : fmt::format("{} {}", attribute == kVirtfsUid ? "uid" : "gid", number);
}

Decoded decode_mapped_xattr(const Facts& facts) {
    const DiskState& state = facts.state;
    Decoded decoded = host_view(state);
    if (state.kind == Kind::symlink) {
        decoded.oddities.push_back(Oddity::native_symlink);
    } else if (is_special(state.kind)) {
        decoded.oddities.push_back(Oddity::native_special);
    } else {
        decode_metadata(facts, decoded);
    }
    if (decoded.view.kind == Kind::symlink) {
        const std::optional<std::string> link =
            state.kind == Kind::file ? without_final_nul(state.content) : std::nullopt;
        decoded.view.link = link.value_or(state.content);
        if (link && !decoded.has(Oddity::foreign_dialect)) {
            decoded.oddities.push_back(Oddity::foreign_dialect);
        }
    }
    return decoded;
}

DiskState encode_mapped_xattr(const GuestView& view, const HostPolicy& policy) {
    const bool is_directory = view.kind == Kind::directory;
    const std::uint32_t mode = view.kind == Kind::symlink ? kStoredSymlinkMode : view.mode;
    DiskState state = {.kind = is_directory ? Kind::directory : Kind::file,
                       .mode = is_directory ? policy.directory_mode : policy.file_mode,
                       .uid = policy.uid,
                       .gid = policy.gid,
                       .rdev = 0,
                       .attributes = {},
                       .content = view.kind == Kind::symlink ? view.link : std::string()};

    state.attributes.set(kVirtfsUid, put_le32(view.uid.value));
    state.attributes.set(kVirtfsGid, put_le32(view.gid.value));
    state.attributes.set(kVirtfsMode, put_le32(type_bits(view.kind) | mode));
    if (is_special(view.kind)) {
        state.attributes.set(kVirtfsRdev,
                             put_le64(view.rdev)); // the server writes 0 for fifos, sockets
    }
    if (!view.acl_access.empty()) {
        state.attributes.set(kVirtfsAclAccess, view.acl_access);
    }
    if (!view.acl_default.empty()) {
        state.attributes.set(kVirtfsAclDefault, view.acl_default);
    }
    return state;
}

} // namespace permap::codec
