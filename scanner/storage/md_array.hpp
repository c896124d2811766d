// SPDX-License-Identifier: Apache-2.0
// A software RAID array of Linux (md) as data, from the text of /proc/mdstat and from the files
// that sysfs has about it. Pure, but for read_md_array. Formats: drivers/md/md.c:md_seq_show and
// Documentation/admin-guide/md.rst of Linux.
#pragma once

#include "scanner/host_files.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// What becomes of an array when something writes to it.
enum class MdAccess : std::uint8_t {
    read_write,
    until_written, ///< "auto-read-only": the first write ends it
    read_only,
};

/// "read-write", "read-only until written", "read-only".
[[nodiscard]] const char* to_text(MdAccess access);

struct MdMember {
    std::string name;       ///< "sdb1"
    bool is_faulty = false; ///< failed and not removed yet
    bool is_spare = false;  ///< waiting, or being filled
};

struct MdArray {
    std::string name;       ///< "md0"
    std::string level = {}; ///< "raid5"; empty where it does not run
    bool is_running = false;
    bool is_broken = false; ///< more has failed than it can bear
    MdAccess access = MdAccess::read_write;
    /// Places for devices, and those that are filled with a device in sync; both 0 where the level
    /// has no redundancy.
    unsigned wanted = 0;
    unsigned in_sync = 0;
    std::string map = {}; ///< "UU_U": the same, place by place; empty where not known
    std::vector<MdMember> members = {};
    /// "resync", "recovery", "reshape", "check" or "repair"; empty where nothing is going on.
    std::string action = {};
    std::string progress = {}; ///< "12.6%", "pending", "delayed"; empty where not known
};

/// All arrays in the text of /proc/mdstat, in its order.
[[nodiscard]] std::vector<MdArray> parse_mdstat(std::string_view text);

/// The array with this name and this directory in sysfs: from `mdstat`, and what sysfs says is
/// newer and goes before.
[[nodiscard]] MdArray read_md_array(const std::string& name, const std::string& directory,
                                    const HostFiles& files, const std::vector<MdArray>& mdstat);

/// What is wrong with it, a clause each: degraded, being rebuilt, read-only. Empty where it is
/// whole; a check of what is there is nothing wrong.
[[nodiscard]] std::vector<std::string> troubles_of(const MdArray& array);

} // namespace permap::scanner
