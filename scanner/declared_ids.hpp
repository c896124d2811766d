// SPDX-License-Identifier: Apache-2.0
// DeclaredIds: ranges of ids that belong to somebody although they have no account: those of
// subuid(5) and subgid(5), and those that a person names. Pure.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// Both ends belong to it.
struct IdSpan {
    std::uint32_t first = 0;
    std::uint32_t last = 0;

    bool operator==(const IdSpan&) const = default;
};

class DeclaredIds {
public:
    DeclaredIds() = default;
    /// In any order; they may overlap.
    explicit DeclaredIds(std::vector<IdSpan> spans);

    [[nodiscard]] bool covers(std::uint32_t id) const;
    [[nodiscard]] const std::vector<IdSpan>& spans() const { return spans_; }

private:
    std::vector<IdSpan> spans_; ///< by first, apart from each other
};

/// `FROM:COUNT`, as subuid(5) has it, or `FROM-TO`; whole numbers, no empty range.
[[nodiscard]] base::Result<IdSpan> parse_id_span(std::string_view text);

/// What a file says. A mistake names the file and the line; the other lines are read anyway.
struct ParsedSpans {
    std::vector<IdSpan> spans;
    std::vector<base::Error> mistakes;
};

/// Lines `OWNER:FROM:COUNT` of subuid(5) or subgid(5); `where` names the file in mistakes.
[[nodiscard]] ParsedSpans parse_subordinate_ids(std::string_view text, const std::string& where);

} // namespace permap::scanner
