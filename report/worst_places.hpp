// SPDX-License-Identifier: Apache-2.0
// WorstPlaces: in which directories most findings are. Counts are exact and do not depend on the
// order of arrival; memory does not grow with the tree.
//
// A finding counts for the directory that it is in, cut to a depth. When there are too many such
// directories, all are cut one level higher. Their number only grows, so the depth that remains is
// that of the whole set, whoever came first.
#pragma once

#include "scanner/severity.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace permap::report {

/// Not synchronised.
class WorstPlaces {
public:
    using Counts = std::array<std::uint64_t, scanner::kSeverities>;

    struct Directory {
        std::size_t root = 0; ///< position in the order of roots
        std::string path;     ///< raw bytes; "." for the root itself
        auto operator<=>(const Directory&) const = default;
    };
    struct Place {
        Directory directory;
        Counts counts = {}; ///< of what is below it and not below another of the places
    };

    explicit WorstPlaces(std::size_t most = 4096) : most_(most) {}

    void add(std::size_t root, const std::string& path, scanner::Severity severity);

    /// All directories that are told apart, each without those below it, in order.
    [[nodiscard]] std::vector<Place> all() const;

    /// The deepest directories that hold a tenth of all or more, by severity and number; worst
    /// first.
    [[nodiscard]] std::vector<Place> heaviest() const;

private:
    void cut_one_higher();

    std::size_t most_;
    std::size_t depth_ = 4; ///< of the directories that are told apart
    std::map<Directory, Counts> counts_;
};

} // namespace permap::report
