// SPDX-License-Identifier: Apache-2.0
// The record `entry` of a snapshot, both ways. A field that has nothing to say is left out: no
// device number, no link, no ACL, no capability.
#pragma once

#include "codec/manifest_entry.hpp"

#include <string>

namespace permap::report {

/// As a line with its newline.
[[nodiscard]] std::string entry_line(const codec::ManifestEntry& entry);

} // namespace permap::report
