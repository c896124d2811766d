// SPDX-License-Identifier: Apache-2.0
// All names of an open directory, a buffer at a time: for those who are not the walk.
#pragma once

#include "base/fs_reader.hpp"
#include "scanner/listing.hpp"

#include <span>
#include <vector>

namespace permap::scanner {

/// Calls `use(const Listed&)` for each entry from where the descriptor stands, until it answers
/// false.
template <typename Use>
[[nodiscard]] base::Result<void> read_listing(const base::FsReader& reader, int fd, Use use) {
    std::vector<char> buffer(std::size_t{64} * 1024);
    for (bool goes_on = true; goes_on;) {
        PERMAP_TRY_ASSIGN(const std::size_t got, reader.read_entries(fd, buffer));
        goes_on = got > 0;
        for_each_listed(std::span(buffer).first(got),
                        [&](const Listed& listed) { goes_on = goes_on && use(listed); });
    }
    return {};
}

} // namespace permap::scanner
