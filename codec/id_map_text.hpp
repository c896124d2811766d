// SPDX-License-Identifier: Apache-2.0
// Id maps as people write them: `u|g|b:FROM:TO:COUNT`, a file of such lines, or two systems'
// account files, matched by name. Pure: reading the files is the caller's.
#pragma once

#include "codec/id_map.hpp"

namespace permap::codec {

/// Ranges collected from any number of places, not checked against each other yet.
struct IdRanges {
    std::vector<IdRange> users;
    std::vector<IdRange> groups;

    [[nodiscard]] base::Result<IdMaps> check() const;
};

/// Adds one `u:FROM:TO:COUNT`; `b` is for both.
[[nodiscard]] base::Result<void> add_range(std::string_view text, IdRanges& ranges);

/// Adds the lines of a map file: one range each, `#` begins a comment.
[[nodiscard]] base::Result<void> add_map_file(std::string_view text, IdRanges& ranges);

/// The ranges by which the ids of accounts in `from` become those of the same names in `to`; both
/// are the text of a passwd(5) or group(5) file. Names in only one of them are not mapped.
[[nodiscard]] base::Result<std::vector<IdRange>> match_names(std::string_view from,
                                                             std::string_view to);

} // namespace permap::codec
