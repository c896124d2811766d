// SPDX-License-Identifier: Apache-2.0
#include "codec/guest_access.hpp"

#include <array>
#include <charconv>

namespace permap::codec {
namespace {

constexpr std::uint32_t kSetgid = 02000;

bool names_the_user(const GuestMount& mount) {
    return mount.policy == AccessPolicy::client || mount.policy == AccessPolicy::user;
}

std::string why_of(const GuestMount& mount, const Model& model) {
    if (!names_the_user(mount)) {
        return "with access=any or access=UID requests name nobody, so no uid is stored and the "
               "file belongs to whom QEMU runs as";
    }
    if (model.storage == Storage::mapped) {
        return "the guest's ids are stored beside the file; on the host it belongs to QEMU's user";
    }
    return model.name == "none" ? "the host's owner becomes the guest's user only if QEMU runs as "
                                  "root; else it stays QEMU's user"
                                : "QEMU gives the file to this id on the host, for which it must "
                                  "run as root";
}

} // namespace

std::optional<GuestMount> parse_access(std::string_view text) {
    if (text == "client") {
        return GuestMount{.policy = AccessPolicy::client};
    }
    if (text == "user") {
        return GuestMount{.policy = AccessPolicy::user};
    }
    if (text == "any") {
        return GuestMount{.policy = AccessPolicy::any};
    }
    std::uint32_t uid = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), uid);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() ||
        uid == kNoId) {
        return std::nullopt;
    }
    return GuestMount{.policy = AccessPolicy::single, .only_uid = uid};
}

bool is_admitted(const GuestMount& mount, std::uint32_t uid) {
    return mount.policy != AccessPolicy::single || mount.only_uid == uid;
}

Guarded guarded_by_guest(const GuestView& view, const GuestMount& mount) {
    Guarded object = {.kind = view.kind,
                      .mode = view.mode,
                      .uid = view.uid.value,
                      .gid = view.gid.value,
                      .acl = {}};
    if (mount.enforces_acls && mount.policy == AccessPolicy::client) {
        object.acl = parse_acl(view.acl_access);
    }
    if (object.acl) { // the guest's kernel takes the mode from the ACL (v9fs_get_acl)
        object.mode = (object.mode & ~0777U) | permissions_of(*object.acl);
    }
    return object;
}

NewOwner owner_of_new_file(const GuestView& directory, const Credentials& who,
                           const GuestMount& mount, const Model& model) {
    NewOwner owner = {.uid = {}, .gid = {}, .why = why_of(mount, model)};
    if (names_the_user(mount)) {
        owner.uid = who.uid;
    }
    if ((directory.mode & kSetgid) != 0) { // the client sends the directory's group
        owner.gid = directory.gid.value;
    } else if (!who.groups.empty()) {
        owner.gid = who.groups.front();
    }
    return owner;
}

} // namespace permap::codec
