// SPDX-License-Identifier: Apache-2.0
#include "scanner/devices_below.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::scanner {

bool DevicesBelow::may_begin_at(const Entry& entry) const {
    const codec::Facts& facts = entry.facts;
    return entry.is_mount_point ||
           (facts.device != root_device_ && facts.state.kind == codec::Kind::directory);
}

/// In the jail an entry shows what lies under the mount point: the table of mounts knows better.
/// Sub-volumes of btrfs are in no such table, and have a number of their own.
void DevicesBelow::add(const Entry& entry, const std::string& path) {
    const auto mounted = around_.mounts_below.find(path);
    const bool is_hidden = entry.is_mount_point && mounted != around_.mounts_below.end();
    const std::uint64_t device = entry.facts.device;
    if (!is_hidden && device == root_device_) {
        return; // a bind mount of the same file system
    }
    const std::string key = is_hidden ? device_key(mounted->second) : codec::device_text(device);
    if (is_hidden && around_.mount && key == device_key(*around_.mount)) {
        return;
    }
    const std::lock_guard lock(mutex_);
    const auto [at, is_new] = found_.emplace(key, path);
    if (!is_new) {
        at->second = std::min(at->second, path);
    }
}

} // namespace permap::scanner
