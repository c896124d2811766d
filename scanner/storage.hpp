// SPDX-License-Identifier: Apache-2.0
// What lies under a file system: partitions, volumes, arrays and disks, as /proc/mdstat and sysfs
// describe them, and whether an array is in a state in which nobody should rewrite a whole tree.
// Everything is read through HostFiles; what a state means is pure.
#pragma once

#include "scanner/host_files.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

enum class Health : std::uint8_t {
    unknown,    ///< nothing here says
    fine,       ///
    busy,       ///< a check or reshape that endangers nothing, but slows everything down
    rebuilding, ///< resyncing or recovering: redundancy is not what it should be
    degraded,   ///< members are missing
    read_only,  ///< nothing can be written
    failed,     ///< data is out of reach
};

/// "unknown", "fine", ...
[[nodiscard]] const char* to_text(Health health);

/// Whether a conversion should wait: what the rule raid-degraded is about.
[[nodiscard]] bool is_risky(Health health);

struct StorageLayer {
    std::string name; ///< "md0", "dm-3", "sda1"
    std::string what; ///< "raid5 array", "LVM volume vg-lv", "partition", "disk QEMU HARDDISK"
    Health health = Health::unknown;
    std::string detail; ///< a clause: "2 of 3 members, recovery at 12.6%"
    unsigned depth = 0; ///< 0: what is mounted; what it lies on is one deeper
};

/// One array of /proc/mdstat.
struct MdArray {
    std::string name;
    std::string level;   ///< "raid5"; empty for an inactive one
    std::string state;   ///< "active", "active (read-only)", "inactive"
    unsigned wanted = 0; ///< members it should have; 0 where it has no redundancy
    unsigned present = 0;
    std::string action;              ///< "recovery", "resync", "check", "reshape"; empty when idle
    std::string progress;            ///< "12.6%", "DELAYED", "PENDING"; empty when idle
    std::vector<std::string> faulty; ///< members marked (F)
};

/// All arrays in the text of /proc/mdstat; what makes no sense is left out.
[[nodiscard]] std::vector<MdArray> parse_mdstat(std::string_view text);

[[nodiscard]] Health health_of(const MdArray& array);

/// The layers under the block device "MAJOR:MINOR", from the top down, each followed by what it
/// lies on. Empty where the file system has no block device.
[[nodiscard]] std::vector<StorageLayer> read_storage(const HostFiles& files,
                                                     const std::string& device);

/// The layers under a btrfs or zfs, which hold several devices without a block device above them;
/// empty for others. `source` is the mount's.
[[nodiscard]] std::vector<StorageLayer> read_pool(const HostFiles& files, const std::string& type,
                                                  const std::string& source,
                                                  const std::string& super_options);

} // namespace permap::scanner
