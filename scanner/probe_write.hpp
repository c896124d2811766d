// SPDX-License-Identifier: Apache-2.0
// Finding out what a mount can do by trying it, on objects of our own in a scratch directory: the
// only thing outside of conversions that writes.
#pragma once

#include "base/jail.hpp"
#include "scanner/probe.hpp"

#include <atomic>
#include <string>

namespace permap::scanner {

struct ProbeTarget;

/// Begins the names of scratch directories.
inline constexpr std::string_view kScratchPrefix = ".permap-probe-";

/// Replaces answers of `probe` by measured ones. Makes the directory `name` in the target and
/// removes it again, also after a failure and when `stop` is set; the error says what is left. A
/// scratch directory that a killed test left is noted.
[[nodiscard]] base::Result<void> measure(MountProbe& probe, const ProbeTarget& target,
                                         base::Safety safety, const std::string& name,
                                         const std::atomic<bool>& stop);

} // namespace permap::scanner
