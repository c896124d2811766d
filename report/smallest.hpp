// SPDX-License-Identifier: Apache-2.0
// Smallest: of all lines offered, the few that come first. What is kept does not depend on the
// order in which they are offered, and memory does not grow with their number.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace permap::report {

/// The place of a line in a list: by rank (0 first), root, path, and text for equal paths.
struct Line {
    unsigned rank = 0;
    std::size_t root = 0; ///< position in the order of roots
    std::string path;     ///< raw bytes
    std::string text;

    auto operator<=>(const Line&) const = default;
};

/// Not synchronised.
class Smallest {
public:
    explicit Smallest(std::size_t limit) : limit_(limit) {}

    /// Whether such a line might be kept: `text` need not be made where it is not.
    [[nodiscard]] bool wants(unsigned rank, std::size_t root, const std::string& path) const;

    void offer(Line line);

    [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }

private:
    std::size_t limit_;
    std::vector<Line> lines_; ///< sorted
};

} // namespace permap::report
