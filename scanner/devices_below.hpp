// SPDX-License-Identifier: Apache-2.0
// DevicesBelow: the other file systems below a root, each counted once. A guest tells files apart
// by number of device and inode, and two file systems may use the same inode numbers.
#pragma once

#include "scanner/entry.hpp"
#include "scanner/surroundings.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace permap::scanner {

class DevicesBelow {
public:
    /// Both outlive this; `root_device` is the root's st_dev.
    DevicesBelow(const Surroundings& around, std::uint64_t root_device)
        : around_(around), root_device_(root_device) {}

    /// Whether the entry may be where another file system begins. Asked for every entry.
    [[nodiscard]] bool may_begin_at(const Entry& entry) const;

    /// Counts what begins there, at this path relative to the root. Any thread.
    void add(const Entry& entry, const std::string& path);

    /// The smallest path of each, by whatever tells them apart.
    [[nodiscard]] const std::map<std::string, std::string>& found() const { return found_; }

private:
    const Surroundings& around_;
    const std::uint64_t root_device_;
    std::mutex mutex_;
    std::map<std::string, std::string> found_; ///< guarded by mutex_ during the walk
};

} // namespace permap::scanner
