// SPDX-License-Identifier: Apache-2.0
#include "codec/id_map_text.hpp"

#include "base/numbers.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace permap::codec {
namespace {

/// The text up to `separator`, which goes, too.
std::string_view take(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    const std::string_view field = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return field;
}

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    const std::size_t last = text.find_last_not_of(" \t\r");
    return first == std::string_view::npos ? "" : text.substr(first, last - first + 1);
}

base::Result<IdRange> parse_range(std::string_view text) {
    IdRange range;
    PERMAP_TRY_ASSIGN(range.from, base::parse_id(take(text, ':')));
    PERMAP_TRY_ASSIGN(range.to, base::parse_id(take(text, ':')));
    PERMAP_TRY_ASSIGN(range.count, base::parse_id(text));
    return range;
}

using Accounts = std::map<std::string_view, std::uint32_t>;

/// Names and ids; the first of several lines with one name counts, as getpwnam(3) has it.
base::Result<Accounts> read_accounts(std::string_view text) {
    Accounts accounts;
    for (unsigned number = 1; !text.empty(); ++number) {
        std::string_view line = trim(take(text, '\n'));
        if (line.empty() || line.starts_with('#') || line.starts_with('+') ||
            line.starts_with('-')) {
            continue; // the last two are requests to ask NIS
        }
        const std::string_view name = take(line, ':');
        take(line, ':'); // the password
        const base::Result<std::uint32_t> id = base::parse_id(take(line, ':'));
        if (!id) {
            return base::fail_because(fmt::format("line {} has no id in its third field", number));
        }
        accounts.emplace(name, *id);
    }
    return accounts;
}

/// Makes one range of ids that follow each other on both sides; one id twice is one.
std::vector<IdRange> join(std::vector<IdRange> ranges) {
    std::ranges::sort(ranges, [](const IdRange& left, const IdRange& right) {
        return std::pair(left.from, left.to) < std::pair(right.from, right.to);
    });
    std::vector<IdRange> joined;
    for (const IdRange& range : ranges) {
        if (!joined.empty() && joined.back().from + joined.back().count == range.from &&
            joined.back().to + joined.back().count == range.to) {
            joined.back().count += range.count;
        } else if (joined.empty() || !(joined.back() == range)) {
            joined.push_back(range);
        }
    }
    return joined;
}

} // namespace

base::Result<IdMaps> IdRanges::check() const {
    IdMaps maps;
    PERMAP_TRY_ASSIGN(maps.users, IdMap::create(users));
    PERMAP_TRY_ASSIGN(maps.groups, IdMap::create(groups));
    return maps;
}

base::Result<void> add_range(std::string_view text, IdRanges& ranges) {
    std::string_view rest = text;
    const std::string_view which = take(rest, ':');
    const base::Result<IdRange> range = parse_range(rest);
    const bool has_three = std::ranges::count(text, ':') == 3;
    if (!range || !has_three || (which != "u" && which != "g" && which != "b")) {
        return base::fail_because("not a map: want u:FROM:TO:COUNT, g: for groups or b: for both; "
                                  "FROM is the id that the tree shows now",
                                  text);
    }
    if (which != "g") {
        ranges.users.push_back(*range);
    }
    if (which != "u") {
        ranges.groups.push_back(*range);
    }
    return {};
}

base::Result<void> add_map_file(std::string_view text, IdRanges& ranges) {
    for (unsigned number = 1; !text.empty(); ++number) {
        std::string_view rest = take(text, '\n');
        const std::string_view line = trim(take(rest, '#'));
        if (line.empty()) {
            continue;
        }
        if (base::Result<void> added = add_range(line, ranges); !added) {
            return base::fail_because(
                fmt::format("line {}: {}", number, base::to_text(added.error())));
        }
    }
    return {};
}

base::Result<std::vector<IdRange>> match_names(std::string_view from, std::string_view to) {
    PERMAP_TRY_ASSIGN(const Accounts sources, read_accounts(from));
    PERMAP_TRY_ASSIGN(const Accounts targets, read_accounts(to));
    std::vector<IdRange> ranges;
    for (const auto& [name, id] : sources) {
        if (const auto at = targets.find(name); at != targets.end()) {
            ranges.push_back({id, at->second, 1});
        }
    }
    return join(std::move(ranges));
}

} // namespace permap::codec
