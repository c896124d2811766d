// SPDX-License-Identifier: Apache-2.0
// The fake-super model of rsync 3: xattrs.c, get_stat_xattr and set_stat_xattr; acls.c,
// get_rsync_acl. What the inode says itself is not stored again, so that a missing value means the
// host's. Symbolic links are files with the text in them, as in QEMU's mapped models.
#include "codec/model.hpp"

#include "codec/host_view.hpp"
#include "codec/little_endian.hpp"
#include "codec/number_scanner.hpp"
#include "codec/posix_acl.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

constexpr std::string_view kStat = "user.rsync.%stat";
constexpr std::string_view kStoredAclAccess = "user.rsync.%aacl";
constexpr std::string_view kStoredAclDefault = "user.rsync.%dacl";
// rsync -X stores attributes that it may not set under its own prefix
constexpr std::string_view kStoredCapability = "user.rsync.security.capability";

constexpr std::size_t kLongestStat = 255;          // sizeof buf - 1 in get_stat_xattr
constexpr std::uint32_t kNoEntry = 0x80;           // acls.c, NO_ENTRY: take it from the mode
constexpr std::uint32_t kNamesUser = 1U << 31U;    // acls.c, NAME_IS_USER
constexpr std::size_t kAclHeaderSize = 16;         // four u32: user_obj, group_obj, mask, other
constexpr std::size_t kAclEntrySize = 4U + 4U;     // id, access
constexpr std::uint32_t kAccessPermissions = 0777; // special bits stay off the host

struct StoredStat {
    std::uint32_t mode;
    std::uint64_t rdev;
    std::uint32_t uid;
    std::uint32_t gid;
};

/// `sscanf(text, "%o %d,%d %u:%u")`, which has to find all five.
std::optional<StoredStat> parse_stat(std::string_view text) {
    NumberScanner scanner(text.size() > kLongestStat ? std::string_view() : text);
    const auto mode = scanner.number(8);
    const auto major_number = scanner.number(10);
    const bool has_comma = scanner.literal(',');
    const auto minor_number = scanner.number(10);
    const auto uid = scanner.number(10);
    const bool has_colon = scanner.literal(':');
    const auto gid = scanner.number(10);
    if (!mode || !major_number || !has_comma || !minor_number || !uid || !has_colon || !gid) {
        return std::nullopt;
    }
    return StoredStat{*mode, makedev(*major_number, *minor_number), *uid, *gid};
}

void decode_stat(const std::string& text, Decoded& decoded) {
    const std::optional<StoredStat> stored = parse_stat(text);
    const std::optional<Kind> kind = stored ? kind_of(stored->mode) : std::nullopt;
    if (!kind) {
        decoded.oddities.push_back(Oddity::corrupt_value); // rsync gives up on the whole transfer
        return;
    }
    decoded.view.uid = GuestUid{stored->uid};
    decoded.view.gid = GuestGid{stored->gid};
    decoded.uid_stored = decoded.gid_stored = decoded.mode_stored = decoded.rdev_stored = true;
    if (stored->uid == kNoId || stored->gid == kNoId) {
        decoded.oddities.push_back(Oddity::unusable_id);
    }
    if (!can_stand_for(decoded.view.kind, *kind)) {
        decoded.oddities.push_back(Oddity::type_mismatch);
        return;
    }
    decoded.view.kind = *kind;
    decoded.view.mode = stored->mode & kPermissionBits;
    decoded.view.rdev = is_device(*kind) ? stored->rdev : 0;
}

void add_entry(Acl& acl, AclTag tag, std::uint32_t permissions, std::uint32_t id = kNoId) {
    acl.push_back({tag, static_cast<std::uint16_t>(std::min(permissions, 0xffffU)), id});
}

/// The named entries of one kind, in the order in which they are stored.
void add_names(Acl& acl, AclTag tag, std::string_view entries) {
    for (; entries.size() >= kAclEntrySize; entries.remove_prefix(kAclEntrySize)) {
        const std::uint32_t access = get_le32(entries.substr(4));
        const bool is_user = (access & kNamesUser) != 0;
        if (is_user == (tag == AclTag::user)) {
            add_entry(acl, tag, access & ~kNamesUser, get_le32(entries));
        }
    }
}

/// The kernel's form of a stored ACL; nothing where the kernel would refuse it.
std::optional<std::string> to_kernel_acl(std::string_view stored, std::uint32_t mode) {
    if (stored.size() < kAclHeaderSize || (stored.size() - kAclHeaderSize) % kAclEntrySize != 0) {
        return std::nullopt;
    }
    const auto field = [&](std::size_t at, unsigned shift) {
        const std::uint32_t value = get_le32(stored.substr(at));
        return value == kNoEntry ? (mode >> shift) & 7U : value;
    };
    const std::string_view names = stored.substr(kAclHeaderSize);
    const bool has_mask = get_le32(stored.substr(8)) != kNoEntry || !names.empty();

    Acl acl;
    add_entry(acl, AclTag::user_obj, field(0, 6));
    add_names(acl, AclTag::user, names);
    add_entry(acl, AclTag::group_obj, field(4, 3));
    add_names(acl, AclTag::group, names);
    if (has_mask) {
        add_entry(acl, AclTag::mask, field(8, 3));
    }
    add_entry(acl, AclTag::other, field(12, 0));
    std::string bytes = serialize_acl(acl);
    return parse_acl(bytes) ? std::optional(std::move(bytes)) : std::nullopt;
}

/// An ACL from an attribute; the bytes as they are, and an oddity, where they make no sense.
std::string decode_acl(const Attributes& attributes, std::string_view name, Decoded& decoded) {
    const std::string* const stored = attributes.find(name);
    if (stored == nullptr) {
        return {};
    }
    std::optional<std::string> bytes = to_kernel_acl(*stored, decoded.view.mode);
    if (!bytes) {
        decoded.oddities.push_back(Oddity::corrupt_acl);
        return *stored;
    }
    return std::move(*bytes);
}

/// `group::r--,user:1000:rw-`: only what is stored; the rest of an access ACL is in the mode.
std::string say_acl(std::string_view stored) {
    if (!to_kernel_acl(stored, 0)) {
        return "a malformed ACL";
    }
    constexpr std::array kFields = {AclTag::user_obj, AclTag::group_obj, AclTag::mask,
                                    AclTag::other};
    Acl acl;
    for (std::size_t at = 0; at < kFields.size(); ++at) {
        const std::uint32_t permissions = get_le32(stored.substr(at * 4));
        if (permissions != kNoEntry) {
            add_entry(acl, kFields.at(at), permissions);
        }
    }
    add_names(acl, AclTag::user, stored.substr(kAclHeaderSize));
    add_names(acl, AclTag::group, stored.substr(kAclHeaderSize));
    return to_text(acl);
}

std::uint32_t stored_permissions(const Acl& acl, AclTag tag) {
    return permissions_of(acl, tag).value_or(kNoEntry);
}

/// What rsync stores for an ACL: an access ACL without what its mode says (acls.c,
/// rsync_acl_strip_perms), a default one in full.
std::string to_stored_acl(const Acl& acl, std::optional<std::uint32_t> mode) {
    const std::uint32_t group = stored_permissions(acl, AclTag::group_obj);
    const bool is_said = mode && group == ((*mode >> 3U) & 7U);
    std::string bytes = put_le32(mode ? kNoEntry : stored_permissions(acl, AclTag::user_obj));
    bytes += put_le32(is_said ? kNoEntry : group);
    bytes += put_le32(stored_permissions(acl, AclTag::mask));
    bytes += put_le32(mode ? kNoEntry : stored_permissions(acl, AclTag::other));
    for (const AclEntry& entry : acl) {
        if (entry.tag == AclTag::user || entry.tag == AclTag::group) {
            bytes += put_le32(entry.id);
            bytes += put_le32(entry.permissions | (entry.tag == AclTag::user ? kNamesUser : 0));
        }
    }
    return bytes;
}

void encode_acls(const GuestView& view, Attributes& attributes) {
    const std::optional<Acl> access = parse_acl(view.acl_access);
    if (access && !is_minimal(*access)) {
        attributes.set(kStoredAclAccess, to_stored_acl(with_mode(*access, view.mode), view.mode));
    }
    const std::optional<Acl> inherited = parse_acl(view.acl_default);
    if (inherited && view.kind == Kind::directory) {
        attributes.set(kStoredAclDefault, to_stored_acl(*inherited, std::nullopt));
    }
}

bool keeps_acls(const GuestView& view) {
    return view.kind == Kind::file || view.kind == Kind::directory;
}

/// The mode that a reader sees: rsync keeps no ACL of links and specials.
std::uint32_t shown_mode(const GuestView& view) {
    return keeps_acls(view) ? view.mode : mode_without_acl(view);
}

/// Permissions stay readable on the host, but without the special bits, and the owner can use the
/// object. A link's text is for nobody else to change, though rsync itself leaves it at 0777.
std::uint32_t host_mode(const GuestView& view) {
    if (view.kind == Kind::directory) {
        return (view.mode & kAccessPermissions) | 0700U;
    }
    return view.kind == Kind::symlink ? 0600U : (shown_mode(view) & kAccessPermissions) | 0600U;
}

/// Whether the inode says all of the view by itself.
bool says_all(const DiskState& state, const GuestView& view) {
    return state.kind == view.kind && state.mode == view.mode &&
           state.uid.value == view.uid.value && state.gid.value == view.gid.value;
}

} // namespace

bool owns_fake_super(std::string_view attribute) {
    return attribute.starts_with("user.rsync.%") || attribute == kStoredCapability;
}

std::string say_fake_super(std::string_view attribute, std::string_view value) {
    if (attribute == kStoredAclAccess || attribute == kStoredAclDefault) {
        return say_acl(value);
    }
    if (attribute == kStoredCapability) {
        return "file capabilities";
    }
    if (attribute != kStat) {
        return "nothing that this rsync knows";
    }
    const std::optional<StoredStat> stat = parse_stat(value);
    if (!stat) {
        return "damaged: rsync would give up";
    }
    return fmt::format("{}, device {}:{}, owner {}:{}", describe_mode(stat->mode),
                       major(stat->rdev), minor(stat->rdev), stat->uid, stat->gid);
}

Decoded decode_fake_super(const Facts& facts) {
    const DiskState& state = facts.state;
    Decoded decoded = host_view(state);
    if (state.kind != Kind::file && state.kind != Kind::directory) {
        return decoded; // rsync takes them as they are
    }
    if (const std::string* const stat = state.attributes.find(kStat)) {
        decode_stat(*stat, decoded);
    }
    if (decoded.view.kind == Kind::symlink) {
        decoded.view.link = state.content;
    }
    if (is_special(decoded.view.kind) && facts.size > 0) {
        decoded.oddities.push_back(Oddity::stand_in_content);
    }
    if (decoded.view.kind == Kind::file || decoded.view.kind == Kind::directory) {
        decoded.view.acl_access = decode_acl(state.attributes, kStoredAclAccess, decoded);
    }
    if (decoded.view.kind == Kind::directory) {
        decoded.view.acl_default = decode_acl(state.attributes, kStoredAclDefault, decoded);
    }
    if (const std::string* const capability = state.attributes.find(kStoredCapability)) {
        decoded.view.capability = decoded.view.kind == Kind::file ? *capability : std::string();
    }
    return decoded;
}

DiskState encode_fake_super(const GuestView& view, const HostPolicy& policy) {
    DiskState state = {.kind = view.kind == Kind::directory ? Kind::directory : Kind::file,
                       .mode = host_mode(view),
                       .uid = policy.uid,
                       .gid = policy.gid,
                       .rdev = 0,
                       .attributes = {},
                       .content = view.kind == Kind::symlink ? view.link : std::string()};
    if (!says_all(state, view)) {
        const std::uint64_t rdev = is_device(view.kind) ? view.rdev : 0;
        state.attributes.set(
            kStat, fmt::format("{:o} {},{} {}:{}", type_bits(view.kind) | shown_mode(view),
                               major(rdev), minor(rdev), view.uid.value, view.gid.value));
    }
    if (keeps_acls(view)) {
        encode_acls(view, state.attributes);
    }
    if (view.kind == Kind::file && !view.capability.empty()) {
        state.attributes.set(kStoredCapability, view.capability);
    }
    return state;
}

} // namespace permap::codec
