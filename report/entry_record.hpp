// SPDX-License-Identifier: Apache-2.0
// The record `entry` of a snapshot, both ways. A field that has nothing to say is left out: no
// device number, no link, no ACL, no capability.
#pragma once

#include "base/result.hpp"
#include "codec/manifest_entry.hpp"
#include "report/json_text.hpp"

namespace permap::report {

[[nodiscard]] Json entry_record(const codec::ManifestEntry& entry);

} // namespace permap::report
