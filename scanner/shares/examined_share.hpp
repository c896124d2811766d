// SPDX-License-Identifier: Apache-2.0
// ExaminedShare: a share with what is known of its directory and of its other side. The rules about
// shares look at it. Plain data.
#pragma once

#include "codec/facts.hpp"
#include "codec/model.hpp"
#include "scanner/shares/found_share.hpp"

#include <optional>
#include <string>
#include <vector>

namespace permap::scanner {

/// The exported directory, as it is on the host.
struct ShareDirectory {
    std::optional<codec::Facts> facts; ///< of the directory itself; nothing if it is not there
    /// What the disk looks like; null where the directory was not looked at, or is empty.
    const codec::Model* looks_like = nullptr;
    std::uint64_t looked_at = 0;     ///< entries at its top
    std::uint64_t with_metadata = 0; ///< of those
    std::string home_of;             ///< whose home directory it is; empty: nobody's
    /// Directories below it on which another file system is mounted, relative, in order.
    std::vector<std::string> other_devices;
    bool is_mount_point = false;
};

struct ExaminedShare {
    const FoundShare& share;
    const ShareDirectory& directory;
    /// Of a line of a guest's fstab: the share it mounts. Null where none or several bear its tag.
    const FoundShare* server = nullptr;
    const ShareDirectory* server_directory = nullptr; ///< likewise
};

} // namespace permap::scanner
