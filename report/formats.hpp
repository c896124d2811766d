// SPDX-License-Identifier: Apache-2.0
// The table of output formats. A new format is one file with a reporter and one row.
#pragma once

#include "report/reporter.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace permap::report {

enum class Colour : bool { no, yes };

struct Options {
    std::size_t examples = 5; ///< shown for each rule, in formats for people
    std::size_t changes = 20; ///< listed at most, in formats for people
    Colour colour = Colour::no;
};

/// What a format can hold.
enum class Holds : std::uint8_t { findings, entries, both };

struct Format {
    std::string_view name;
    std::string_view summary; ///< one line for help
    Holds holds;
    /// `out` stays the caller's and outlives the reporter.
    std::unique_ptr<Reporter> (*make)(std::FILE* out, const Options& options);
};

[[nodiscard]] std::span<const Format> formats();

/// A format that holds what is wanted (findings or entries); nullptr for an unknown name.
[[nodiscard]] const Format* find_format(std::string_view name, Holds wanted = Holds::findings);

/// "text, ndjson": those that hold it, for help and messages.
[[nodiscard]] std::string format_names(Holds wanted = Holds::findings);

} // namespace permap::report
