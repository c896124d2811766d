// SPDX-License-Identifier: Apache-2.0
// The models passthrough and none: the guest's ids, mode and type are the host's own (QEMU
// hw/9pfs/9p-local.c, local_lstat without SM_MAPPED), and with passthrough the ACLs
// (hw/9pfs/9p-posix-acl.c). With none a guest neither sees an ACL nor can it set one.
#include "codec/model.hpp"

#include "codec/host_view.hpp"
#include "codec/posix_acl.hpp"

#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

constexpr std::uint32_t kSymlinkMode = 0777; // fixed by Linux for every symbolic link

std::string value_or_empty(const Attributes& attributes, std::string_view name) {
    const std::string* const value = attributes.find(name);
    return value != nullptr ? *value : std::string();
}

/// The device number as mknod(2) takes it: 12 bits of major, 20 of minor; the guest's own kernel
/// cuts the same way (include/linux/kdev_t.h, new_decode_dev).
std::uint64_t to_kernel_device(std::uint64_t rdev) {
    return makedev(major(rdev) & 0xfffU, minor(rdev) & 0xfffffU);
}

/// An access ACL as the kernel will hold it beside `mode`: the mode wins, since a guest without
/// posixacl changes only that, and an ACL that the mode says in full is not stored.
void add_access_acl(Attributes& attributes, const std::string& bytes, std::uint32_t mode) {
    const std::optional<Acl> acl = parse_acl(bytes);
    if (acl && !is_minimal(*acl)) {
        attributes.set(kAclAccess, serialize_acl(with_mode(*acl, mode)));
    }
}

/// A default ACL in the bytes that the kernel will give back.
void add_default_acl(Attributes& attributes, const std::string& bytes) {
    const std::optional<Acl> acl = parse_acl(bytes);
    if (acl) {
        attributes.set(kAclDefault, serialize_acl(*acl));
    }
}

} // namespace

Decoded decode_passthrough(const Facts& facts) {
    const DiskState& state = facts.state;
    Decoded decoded = decode_none(facts);
    decoded.view.acl_access = value_or_empty(state.attributes, kAclAccess);
    decoded.view.acl_default = value_or_empty(state.attributes, kAclDefault);
    return decoded;
}

DiskState encode_passthrough(const GuestView& view, const HostPolicy& policy) {
    DiskState state = encode_none(view, policy);
    if (view.kind != Kind::symlink) {
        state.mode = view.mode; // the ACL says what the mode cannot
        add_access_acl(state.attributes, view.acl_access, view.mode);
    }
    if (view.kind == Kind::directory) {
        add_default_acl(state.attributes, view.acl_default);
    }
    return state;
}

Decoded decode_none(const Facts& facts) {
    Decoded decoded = host_view(facts.state);
    decoded.view.capability = value_or_empty(facts.state.attributes, kCapability);
    return decoded;
}

DiskState encode_none(const GuestView& view, const HostPolicy& /*policy*/) {
    DiskState state = {.kind = view.kind,
                       .mode = view.kind == Kind::symlink ? kSymlinkMode : mode_without_acl(view),
                       .uid = HostUid{view.uid.value},
                       .gid = HostGid{view.gid.value},
                       .rdev = is_device(view.kind) ? to_kernel_device(view.rdev) : 0,
                       .attributes = {},
                       .content = view.kind == Kind::symlink ? view.link : std::string()};
    if (view.kind == Kind::file && !view.capability.empty()) {
        state.attributes.set(kCapability, view.capability);
    }
    return state;
}

} // namespace permap::codec
