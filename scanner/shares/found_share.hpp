// SPDX-License-Identifier: Apache-2.0
// A share as a configuration or a running server describes it: plain data, the words of all places
// brought to QEMU's. What the directory on disk looks like is not known here.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace permap::scanner {

/// Where a share was found.
enum class ShareOrigin : std::uint8_t { libvirt, qemu, virtiofsd, proxmox, fstab };

/// "libvirt", "qemu", "virtiofsd", "proxmox", "fstab".
[[nodiscard]] const char* to_text(ShareOrigin origin);

enum class ShareProtocol : std::uint8_t { ninep, virtiofs };

/// "9p", "virtiofs".
[[nodiscard]] const char* to_text(ShareProtocol protocol);

/// fmode or dmode.
struct CreateMode {
    std::string text = {};                   ///< as written; empty where not given
    std::optional<std::uint32_t> value = {}; ///< what the server makes of it, 0777 at most
    bool looks_octal_is_decimal = false;     ///< "644" to QEMU is decimal, so 01204
    bool is_ignored = false;                 ///< QEMU drops it in silence after -virtfs

    bool operator==(const CreateMode&) const = default;
};

struct FoundShare {
    ShareOrigin origin = ShareOrigin::qemu;
    ShareProtocol protocol = ShareProtocol::ninep;
    std::string where = {}; ///< the file, or "process 4711"
    std::string guest = {}; ///< the name of the virtual machine; empty where unknown
    std::string tag = {};   ///< mount tag
    /// The directory on the host, raw bytes; empty where it is not said (an fstab knows the tag).
    std::string path = {};
    std::string mount_point = {}; ///< in the guest; an fstab knows it
    /// passthrough, none, mapped-xattr, mapped-file; empty where it is not said.
    std::string model = {};
    std::string user = {}; ///< whom the server runs as, as written; empty where unknown
    std::optional<std::uint32_t> uid = {};
    std::optional<std::uint32_t> gid = {};
    CreateMode file_mode = {};
    CreateMode directory_mode = {};
    std::string multidevs = {}; ///< remap, forbid, warn; empty where QEMU's default holds
    bool is_read_only = false;
    std::string access = {};    ///< fstab: client, user, any or a number; empty: client
    bool has_posix_acl = false; ///< fstab: the guest enforces ACLs
    std::string socket = {};    ///< virtiofs: where QEMU and virtiofsd meet; empty where inherited

    bool operator==(const FoundShare&) const = default;
};

/// What one text describes. A mistake names the file and the place in it; the rest is read anyway.
struct ParsedShares {
    std::vector<FoundShare> shares;
    std::vector<base::Error> mistakes;
    std::string unseen = {}; ///< what a search may have missed, for people; empty where nothing
};

} // namespace permap::scanner
