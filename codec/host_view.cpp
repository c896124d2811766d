// SPDX-License-Identifier: Apache-2.0
#include "codec/host_view.hpp"

#include "codec/posix_acl.hpp"

namespace permap::codec {

Decoded host_view(const DiskState& state) {
    Decoded decoded;
    decoded.view.kind = state.kind;
    decoded.view.mode = state.mode;
    decoded.view.uid = GuestUid{state.uid.value};
    decoded.view.gid = GuestGid{state.gid.value};
    decoded.view.rdev = state.rdev;
    decoded.view.link = state.kind == Kind::symlink ? state.content : std::string();
    return decoded;
}

std::uint32_t mode_without_acl(const GuestView& view) {
    const std::optional<Acl> acl = parse_acl(view.acl_access);
    if (!acl) {
        return view.mode;
    }
    const std::uint32_t group = permissions_of(*acl, AclTag::group_obj).value_or(0);
    return view.mode & (~0070U | (group << 3U));
}

} // namespace permap::codec
