// SPDX-License-Identifier: Apache-2.0
// IdMap: which id becomes which, as ranges `FROM:TO:COUNT`. FROM is an id that the tree shows now,
// TO what it shows after the conversion. Pure; refuses whatever could not be undone or is likely
// to be a slip.
#pragma once

#include "base/result.hpp"
#include "codec/guest_view.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace permap::codec {

struct IdRange {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t count = 0;

    bool operator==(const IdRange&) const = default;
};

/// The map of one kind of id. Ranges overlap neither where they start nor where they lead.
class IdMap {
public:
    /// An error that names the ranges where two of them overlap or one leaves the space of ids.
    [[nodiscard]] static base::Result<IdMap> create(std::vector<IdRange> ranges);

    /// Nothing for an id that no range covers.
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t id) const;
    /// Whether some range leads to this id.
    [[nodiscard]] bool leads_to(std::uint32_t id) const;
    /// Whether an id that comes out could go in again and become another one.
    [[nodiscard]] bool shifts_twice() const;

    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    [[nodiscard]] std::span<const IdRange> ranges() const { return ranges_; } ///< by `from`

    bool operator==(const IdMap&) const = default;

private:
    std::vector<IdRange> ranges_;
};

/// The maps of a conversion. Where both are empty, ids stay as they are.
struct IdMaps {
    IdMap users;
    IdMap groups;

    [[nodiscard]] bool empty() const { return users.empty() && groups.empty(); }
    bool operator==(const IdMaps&) const = default;
};

/// What a view becomes under the maps, and which of its ids no range covers: those stay.
struct MappedView {
    GuestView view;
    std::vector<std::string> unmapped; ///< "uid 1000", "ACL gid 7"; each once
    bool is_reversal = false;          ///< one of them is an id that the map leads to
};

/// Maps owner, group, the ids of named ACL entries and the root id of a version 3 capability.
[[nodiscard]] MappedView map_ids(const IdMaps& maps, const GuestView& view);

/// `uid 1000 becomes 100000, 1001 to 1999 become ...`: what the maps mean, because people reverse
/// them.
[[nodiscard]] std::vector<std::string> describe(const IdMaps& maps);

} // namespace permap::codec
