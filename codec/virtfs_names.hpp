// SPDX-License-Identifier: Apache-2.0
// The names of the attributes in which mapped-xattr keeps the guest's view (QEMU hw/9pfs/9p-local.c
// and 9p-posix-acl.c).
#pragma once

#include <string_view>

namespace permap::codec {

inline constexpr std::string_view kVirtfsUid = "user.virtfs.uid";
inline constexpr std::string_view kVirtfsGid = "user.virtfs.gid";
inline constexpr std::string_view kVirtfsMode = "user.virtfs.mode";
inline constexpr std::string_view kVirtfsRdev = "user.virtfs.rdev";
inline constexpr std::string_view kVirtfsAclAccess = "user.virtfs.system.posix_acl_access";
inline constexpr std::string_view kVirtfsAclDefault = "user.virtfs.system.posix_acl_default";

} // namespace permap::codec
