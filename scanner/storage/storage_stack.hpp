// SPDX-License-Identifier: Apache-2.0
// What a mounted file system lies on: block devices from the one that is mounted down to disks,
// as sysfs has them, and what is wrong with the arrays among them.
#pragma once

#include "scanner/host_files.hpp"
#include "scanner/mount_table.hpp"
#include "scanner/storage/md_array.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

enum class DeviceKind : std::uint8_t { disk, partition, md, lvm, crypt, multipath, mapping, loop };

/// "disk", "partition", "raid", "lvm", ...
[[nodiscard]] std::string_view to_text(DeviceKind kind);

struct BlockDevice {
    std::string name; ///< "md0", "dm-3", "sda1"
    DeviceKind kind = DeviceKind::disk;
    /// What people call it: the name of a mapping, the model of a disk, the file of a loop device.
    std::string label = {};
    bool is_read_only = false;
    unsigned depth = 0;                  ///< 0: the file system is on it
    std::vector<std::string> below = {}; ///< names of the devices that it is made of
    std::optional<MdArray> array = {};   ///< of software RAID
    std::string controller = {}; ///< driver of a RAID controller that it hangs on; else empty
    std::vector<std::string> troubles = {}; ///< of an array, of any kind: a clause each
};

struct StorageStack {
    /// Each device before those that it is made of, each once.
    std::vector<BlockDevice> devices;
    std::string note; ///< why none are known, or what cannot be seen of them; empty where all is
};

/// What this mount lies on. `mounts` are all of them: overlays and loop devices lead to others.
[[nodiscard]] StorageStack read_storage(const Mount& mount, const std::vector<Mount>& mounts,
                                        const HostFiles& files);

/// The whole device in a line: "md0: raid raid1, 2 of 2 devices in sync [UU]".
[[nodiscard]] std::string describe(const BlockDevice& device);

} // namespace permap::scanner
