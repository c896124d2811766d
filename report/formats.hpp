// SPDX-License-Identifier: Apache-2.0
// The table of output formats. A new format is one file with a reporter or a document, and one row.
#pragma once

#include "report/document.hpp"
#include "report/reporter.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace permap::report {

enum class Colour : bool { no, yes };

enum class Sort : bool { no, yes };

struct Options {
    std::size_t examples = 5; ///< shown for each rule, in formats for people
    std::size_t changes = 20; ///< listed at most, in formats for people
    Colour colour = Colour::no;
    Sort sort = Sort::no; ///< for a format that otherwise writes while the walk goes on
    FailOn fail_on = {};
};

/// What a command reports, and what a format has a place for.
enum class Holds : std::uint8_t {
    findings = 1, ///< findings and problems
    records = 2,  ///< what a command found out besides, and changes
    entries = 4,  ///< of a snapshot
};

[[nodiscard]] constexpr Holds operator|(Holds left, Holds right) {
    return static_cast<Holds>(static_cast<unsigned>(left) | static_cast<unsigned>(right));
}

struct Format {
    std::string_view name;
    std::string_view summary; ///< one line for help
    Holds holds;
    /// Writes while the walk goes on; nullptr for a format that is a document only.
    std::unique_ptr<Reporter> (*stream)(std::FILE* out, const Options& options);
    /// Writes in the end and in order; nullptr where it cannot.
    std::unique_ptr<Document> (*document)(const Options& options) = nullptr;
    Order order = Order::by_path; ///< of the document

    /// `out` stays the caller's and outlives the reporter.
    [[nodiscard]] std::unique_ptr<Reporter> make(std::FILE* out, const Options& options) const;
};

[[nodiscard]] std::span<const Format> formats();

/// A format that holds what is wanted; nullptr for an unknown name.
[[nodiscard]] const Format* find_format(std::string_view name, Holds wanted = Holds::findings);

/// "text, ndjson": those that hold it, for help and messages.
[[nodiscard]] std::string format_names(Holds wanted = Holds::findings);

} // namespace permap::report
