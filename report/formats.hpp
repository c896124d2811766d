// SPDX-License-Identifier: Apache-2.0
// The table of output formats. A new format is one file with a reporter and one row.
#pragma once

#include "report/reporter.hpp"

#include <cstdio>
#include <memory>
#include <span>
#include <string_view>

namespace permap::report {

enum class Colour : bool { no, yes };

struct Options {
    std::size_t examples = 5; ///< shown for each rule, in formats for people
    std::size_t changes = 20; ///< listed at most, in formats for people
    Colour colour = Colour::no;
};

struct Format {
    std::string_view name;
    std::string_view summary; ///< one line for help
    /// `out` stays the caller's and outlives the reporter.
    std::unique_ptr<Reporter> (*make)(std::FILE* out, const Options& options);
};

[[nodiscard]] std::span<const Format> formats();

/// nullptr for an unknown name.
[[nodiscard]] const Format* find_format(std::string_view name);

} // namespace permap::report
