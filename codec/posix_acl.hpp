// SPDX-License-Identifier: Apache-2.0
// POSIX ACLs in the kernel's xattr form (linux/posix_acl_xattr.h): a u32 version 2, then entries of
// u16 tag, u16 permissions, u32 id, all little-endian. What a 9p guest stores is the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace permap::codec {

enum class AclTag : std::uint16_t {
    user_obj = 0x01,
    user = 0x02,
    group_obj = 0x04,
    group = 0x08,
    mask = 0x10,
    other = 0x20,
};

struct AclEntry {
    AclTag tag;
    std::uint16_t permissions; ///< 0 to 7
    std::uint32_t id;          ///< named entries only, else 0xffffffff

    bool operator==(const AclEntry&) const = default;
};

using Acl = std::vector<AclEntry>;

/// The entries, or nothing where the kernel would refuse the bytes (posix_acl_valid).
[[nodiscard]] std::optional<Acl> parse_acl(std::string_view bytes);

[[nodiscard]] std::string serialize_acl(const Acl& acl);

/// `user::rw-,user:1000:r--,group::r--,mask::r--,other::---`, as getfacl(1) prints it.
[[nodiscard]] std::string to_text(const Acl& acl);

/// The text of an ACL in the kernel's form; in hex where the bytes are none.
[[nodiscard]] std::string acl_text(std::string_view bytes);

/// What `to_text` wrote; nothing for other texts, and for ACLs that the kernel would refuse.
[[nodiscard]] std::optional<Acl> parse_acl_text(std::string_view text);

/// The nine permission bits that the ACL gives a file: owner, mask (or group), others.
[[nodiscard]] std::uint32_t permissions_of(const Acl& acl);

/// The permissions of the one entry with this tag (not a named one), where there is one.
[[nodiscard]] std::optional<std::uint32_t> permissions_of(const Acl& acl, AclTag tag);

/// The ACL after chmod(2): owner, mask (or group) and others take the bits of `mode`.
[[nodiscard]] Acl with_mode(Acl acl, std::uint32_t mode);

/// Whether the mode says it all, so that the kernel stores no ACL.
[[nodiscard]] bool is_minimal(const Acl& acl);

} // namespace permap::codec
