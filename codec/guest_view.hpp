// SPDX-License-Identifier: Apache-2.0
// GuestView: ownership as a user of the guest sees it, in one canonical form, and what reading it
// brought to light. Plain data.
#pragma once

#include "codec/ids.hpp"
#include "codec/kind.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace permap::codec {

struct GuestView {
    Kind kind = Kind::file;
    std::uint32_t mode = 0; ///< 07777 only
    GuestUid uid;
    GuestGid gid;
    std::uint64_t rdev = 0;  ///< devices only, glibc makedev() layout
    std::string link;        ///< symlinks only: the target, raw bytes
    std::string acl_access;  ///< the kernel's xattr form of the ACL, or empty
    std::string acl_default; ///< likewise
    /// security.capability of a file. No QEMU guest ever sees it; other models restore it.
    std::string capability = {};

    bool operator==(const GuestView&) const = default;
};

/// Something in the metadata that the audit reports or a conversion must settle.
enum class Oddity : std::uint8_t {
    no_metadata,      ///< none of uid, gid and mode is stored: the host's values show
    partial_metadata, ///< some of them are
    corrupt_value,    ///< a length or type the server would read as garbage
    corrupt_acl,      ///< an ACL that a guest refuses with EIO
    type_mismatch,    ///< the stored type contradicts the object on the host
    native_symlink,   ///< a real symbolic link where a stand-in belongs
    native_special,   ///< a real device, fifo or socket where a stand-in belongs
    unusable_id,      ///< 4294967295, which no host can own a file with
    foreign_dialect,  ///< metadata in the form of another platform or of an old server
    stand_in_content, ///< a device, fifo or socket stand-in that holds bytes
    both_codecs,      ///< metadata in attributes and in a file beside the object
    links_disagree,   ///< the names of one inode have metadata files of their own
    foreign_metadata, ///< what stands at the metadata file's name is none
};

/// A guest view, and where each part of it came from.
struct Decoded {
    GuestView view;
    bool uid_stored = false;
    bool gid_stored = false;
    bool mode_stored = false;
    bool rdev_stored = false;
    std::vector<Oddity> oddities;

    [[nodiscard]] bool has(Oddity oddity) const;
};

} // namespace permap::codec
