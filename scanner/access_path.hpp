// SPDX-License-Identifier: Apache-2.0
// Reading what `access` judges: an object as the user named it, held, and everything above it up to
// "/", upwards through ".." so that nobody can move it in between.
#pragma once

#include "base/fs_reader.hpp"
#include "base/place.hpp"
#include "codec/facts.hpp"
#include "scanner/access.hpp"
#include "scanner/mount_table.hpp"

namespace permap::scanner {

struct AccessPath {
    std::vector<PathStep> steps;     ///< "/" first, the object last
    std::vector<codec::Facts> facts; ///< of each of them, without the texts of links
    /// Whether it begins at "/": not where the caller may not look up so far.
    bool is_whole = true;
};

[[nodiscard]] base::Result<AccessPath> read_access_path(const base::FsReader& reader,
                                                        const base::Place& place);

/// The same object through one other mount of its file system.
struct OtherWay {
    std::string mount_point;
    base::Place place;
};

/// All other mounts through which it can be reached, as this process sees them.
[[nodiscard]] std::vector<OtherWay> find_other_ways(const base::FsReader& reader,
                                                    const base::Place& place,
                                                    const std::vector<Mount>& mounts);

} // namespace permap::scanner
