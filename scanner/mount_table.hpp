// SPDX-License-Identifier: Apache-2.0
// The mounts of a process as data, from the text of a mountinfo file (proc(5)), and what they say
// about a path: which file system it is on and where in it. Pure, but for read_mounts.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

struct Mount {
    std::uint64_t id = 0;      ///< unique among all mounts of the system while it lasts
    std::string device;        ///< "8:1" of the file system, the same for all its mounts
    std::string root;          ///< the directory of the file system that is mounted
    std::string point;         ///< where, as the owner of the table sees it
    std::string options;       ///< of this mount: "rw,nosuid"
    std::string type;          ///< "ext4", "overlay"
    std::string source;        ///< "/dev/sda1", or whatever the file system says
    std::string super_options; ///< of the file system
};

/// In the order of the file, so that of two mounts on one path the later covers the earlier. Lines
/// without all fields are left out.
[[nodiscard]] std::vector<Mount> parse_mounts(std::string_view mountinfo);

/// Those of this process, now.
[[nodiscard]] base::Result<std::vector<Mount>> read_mounts();

[[nodiscard]] const Mount* find_mount(const std::vector<Mount>& mounts, std::uint64_t id);

/// The mount that an absolute path is on; nullptr where the table is empty.
[[nodiscard]] const Mount* mount_of(const std::vector<Mount>& mounts, std::string_view path);

/// Whether "nosuid", or a name with its value as in "index=on", is among the options.
[[nodiscard]] bool has_option(std::string_view options, std::string_view option);

/// Whether an overlay keeps inodes and hard links through a copy-up. `is_default` is the kernel's
/// own choice, which it does not show (fs/overlayfs/params.c).
[[nodiscard]] bool has_overlay_index(const Mount& overlay, bool is_default);

/// What tells this file system apart from others to those who look at its files: the device, and of
/// a btrfs also the sub-volume.
[[nodiscard]] std::string device_key(const Mount& mount);

/// The text of an option with a value, as in "upperdir=/u"; empty where it is not there.
[[nodiscard]] std::string option_value(std::string_view options, std::string_view name);

/// A name as fstab(5) has it: blanks and what is not text as \ooo.
[[nodiscard]] std::string fstab_word(const std::string& text);

/// A place without regard to where the file system is mounted: bind mounts and other mount
/// namespaces lead to the same one.
struct FsPlace {
    std::string device; ///< as in Mount
    std::string path;   ///< absolute within the file system

    bool operator==(const FsPlace&) const = default;
};

/// The place of an absolute path on this mount; nothing where the mount does not hold it.
[[nodiscard]] std::optional<FsPlace> place_on(const Mount& mount, std::string_view path);

/// Whether `inner` lies strictly below `outer`; both absolute and without ".." or double slashes.
[[nodiscard]] bool is_path_below(std::string_view inner, std::string_view outer);

} // namespace permap::scanner
