// SPDX-License-Identifier: Apache-2.0
// Entry: one name in a directory with the facts read about it.
#pragma once

#include "codec/facts.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace permap::scanner {

class Replaceable;
struct Reach;

struct Entry {
    std::string name; ///< one component, raw bytes; "." for the root
    codec::Facts facts;
    /// Number of the directory within this walk, from 1 (the root); 0 for everything that the walk
    /// does not descend into.
    std::uint64_t directory_id = 0;
    /// Something is mounted here, or a sub-volume begins: what the facts describe may be hidden
    /// under it.
    bool is_mount_point = false;
    // Set by a visitor that wants to know: goes into the reach of what lies below.
    const Reach* entrance = nullptr; ///< of another mount that shows it; outlives the walk
    std::shared_ptr<Replaceable> replaceable = nullptr;
    /// Metadata or attributes may be missing in the facts: they could not be read.
    bool has_gaps = false;
    bool is_excluded = false; ///< --exclude: known by name, otherwise left alone
};

} // namespace permap::scanner
