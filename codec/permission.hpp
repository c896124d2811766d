// SPDX-License-Identifier: Apache-2.0
// Whether a user may do something with an object, exactly as Linux decides it from mode, owner and
// ACL (fs/namei.c:generic_permission, fs/posix_acl.c:posix_acl_permission). Pure. Ids are numbers
// of one side, host or guest: the caller does not mix them. What it does not know: security
// modules, read-only mounts, immutable files, servers that decide for themselves (NFS).
#pragma once

#include "codec/kind.hpp"
#include "codec/posix_acl.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace permap::codec {

/// Bits of a permission, as in a mode; execute is search for directories.
inline constexpr std::uint32_t kMayRead = 4;
inline constexpr std::uint32_t kMayWrite = 2;
inline constexpr std::uint32_t kMayExecute = 1;

struct Credentials {
    std::uint32_t uid = 0;
    std::vector<std::uint32_t> groups; ///< the primary one and all others, in any order
    /// CAP_DAC_OVERRIDE: root on the host, or root of the guest in the guest.
    bool overrides = false;
};

struct Guarded {
    Kind kind = Kind::file;
    std::uint32_t mode = 0; ///< 07777
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::optional<Acl> acl = {}; ///< the access ACL, where there is one
};

/// Which part of the permissions decided.
enum class Decider : std::uint8_t {
    owner,        ///< the owner's bits
    named_user,   ///< an ACL entry for the user
    owning_group, ///< the group's bits, or the ACL entry of the owning group
    named_group,  ///< an ACL entry for one of the groups
    other,        ///< the bits of others
    privilege,    ///< the bits say no, but root may
};

struct Judgement {
    bool is_allowed = false;
    Decider decider = Decider::other;
    std::uint32_t id = 0;      ///< of the named user or group
    std::uint32_t granted = 0; ///< bits of the deciding entry, before the mask
    std::uint32_t missing = 0; ///< wanted bits that it does not give; 0 where allowed by it
    bool is_masked = false;    ///< the entry gives them, but the mask takes them away
};

/// `wanted`: bits of kMay*, all of them at once.
[[nodiscard]] Judgement judge(const Guarded& object, const Credentials& who, std::uint32_t wanted);

[[nodiscard]] bool is_in_group(const Credentials& who, std::uint32_t gid);

} // namespace permap::codec
