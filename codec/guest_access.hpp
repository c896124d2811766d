// SPDX-License-Identifier: Apache-2.0
// What a user of a Linux guest may do on a 9p mount, and what becomes of the files it makes: the
// guest's kernel decides by the view the server shows, and the server stores whom the request names
// (fs/9p/v9fs.c, hw/9pfs/9p-local.c). Pure.
#pragma once

#include "codec/guest_view.hpp"
#include "codec/model.hpp"
#include "codec/permission.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace permap::codec {

/// The mount option access= of the guest.
enum class AccessPolicy : std::uint8_t {
    client, ///< the default of 9p2000.L: a request names the user; ACLs can be enforced
    user,   ///< a request names the user
    any,    ///< requests name nobody
    single, ///< access=<uid>: only that user gets in, and requests name nobody
};

struct GuestMount {
    AccessPolicy policy = AccessPolicy::client;
    std::uint32_t only_uid = 0; ///< of AccessPolicy::single
    bool enforces_acls = false; ///< mounted posixacl (with access=client only)
};

/// The text of access=: "client", "user", "any" or a uid.
[[nodiscard]] std::optional<GuestMount> parse_access(std::string_view text);

/// Whether this user's requests leave the guest at all; if not they end with EPERM.
[[nodiscard]] bool is_admitted(const GuestMount& mount, std::uint32_t uid);

/// What the guest's kernel judges: the view, with its ACL where that is enforced.
[[nodiscard]] Guarded guarded_by_guest(const GuestView& view, const GuestMount& mount);

/// The owner of a new file as the guest will see it.
struct NewOwner {
    std::optional<std::uint32_t> uid; ///< nothing: what the host's owner is, QEMU's user
    std::optional<std::uint32_t> gid; ///< nothing: what the host's group is
    std::string why;                  ///< one sentence
};

/// Of a file that `who` makes in a directory with this guest view.
[[nodiscard]] NewOwner owner_of_new_file(const GuestView& directory, const Credentials& who,
                                         const GuestMount& mount, const Model& model);

} // namespace permap::codec
