// SPDX-License-Identifier: Apache-2.0
#include "scanner/declared_ids.hpp"

#include "base/no_id.hpp"
#include "base/numbers.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

base::Result<IdSpan> parse_ends(std::string_view text) {
    const std::size_t at = text.find_first_of(":-");
    if (at == std::string_view::npos) {
        return base::fail_because("there is neither ':' nor '-'");
    }
    IdSpan span;
    PERMAP_TRY_ASSIGN(span.first, base::parse_id(text.substr(0, at)));
    PERMAP_TRY_ASSIGN(const std::uint32_t second, base::parse_id(text.substr(at + 1)));
    if (text[at] == '-') {
        span.last = second;
    } else if (second == 0 || second > base::kNoId - span.first) {
        return base::fail_because("no ids, or more than there are");
    } else {
        span.last = span.first + second - 1;
    }
    if (span.last < span.first) {
        return base::fail_because("it ends before it begins");
    }
    return span;
}

} // namespace

DeclaredIds::DeclaredIds(std::vector<IdSpan> spans) {
    std::ranges::sort(spans, {}, &IdSpan::first);
    for (const IdSpan& span : spans) {
        if (!spans_.empty() && span.first <= spans_.back().last) {
            spans_.back().last = std::max(spans_.back().last, span.last);
        } else {
            spans_.push_back(span);
        }
    }
}

bool DeclaredIds::covers(std::uint32_t id) const {
    const auto after = std::ranges::upper_bound(spans_, id, {}, &IdSpan::first);
    return after != spans_.begin() && id <= std::prev(after)->last;
}

base::Result<IdSpan> parse_id_span(std::string_view text) {
    base::Result<IdSpan> span = parse_ends(text);
    if (!span) {
        return base::fail_because("not a range of ids: want FROM:COUNT or FROM-TO", text);
    }
    return span;
}

ParsedSpans parse_subordinate_ids(std::string_view text, const std::string& where) {
    ParsedSpans parsed;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const std::size_t colon = line.find(':');
        const std::string_view range =
            colon == std::string_view::npos ? "" : line.substr(colon + 1);
        const base::Result<IdSpan> span = parse_ends(range);
        if (span && range.find('-') == std::string_view::npos) {
            parsed.spans.push_back(*span);
        } else {
            parsed.mistakes.push_back(
                base::fail_because(fmt::format("line {}: want OWNER:FROM:COUNT", number), where)
                    .value());
        }
    }
    return parsed;
}

} // namespace permap::scanner
