// SPDX-License-Identifier: Apache-2.0
#include "scanner/policy/policy.hpp"

#include "base/quote.hpp"
#include "scanner/audit.hpp"
#include "scanner/rule.hpp"
#include "scanner/rules/all.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

base::Result<std::optional<std::uint32_t>> look_up(const std::string& text, const char* key,
                                                   const std::string& where, const FindId& find) {
    if (text.empty()) {
        return std::nullopt;
    }
    const base::Result<std::uint32_t> id = find(text);
    if (!id) {
        return base::fail_because(fmt::format("{}: {} = {}: no such {} here: write its number",
                                              base::escape(where), key, base::quote(text),
                                              key == std::string_view("owner") ? "user" : "group"));
    }
    return *id;
}

bool is_of_check_alone(const Rule& rule) {
    return std::ranges::any_of(std::array{drift_rows(), policy_rows()}, [&](auto rows) {
        return std::ranges::find(rows, rule.id, &Rule::id) != rows.end();
    });
}

} // namespace

base::Result<void> resolve_names(Policy& policy, const FindId& find_user,
                                 const FindId& find_group) {
    for (Expectation& expected : policy.expectations) {
        PERMAP_TRY_ASSIGN(expected.uid,
                          look_up(expected.owner, "owner", expected.where, find_user));
        PERMAP_TRY_ASSIGN(expected.gid,
                          look_up(expected.group, "group", expected.where, find_group));
    }
    return {};
}

std::vector<const Rule*> rules_about(const Policy& policy) {
    std::vector<const Rule*> about;
    for (const Rule& rule : policy_rows()) {
        const bool is_of_waivers = rule.id.starts_with("waiver-");
        if (is_of_waivers ? !policy.waivers.empty() : !policy.expectations.empty()) {
            about.push_back(find_rule(rule.id));
        }
    }
    return about;
}

bool is_checked(const Rule& rule) {
    const Rule* const one = &rule;
    return is_of_check_alone(rule) || !audited(std::span(&one, 1)).empty();
}

std::vector<const Rule*> audit_rules(const Policy& policy) {
    std::vector<const Rule*> enabled;
    for (const Rule& rule : rules()) {
        const auto at = policy.rules.find(&rule);
        const bool is_on = at == policy.rules.end() ? policy.audits : at->second.is_on;
        if (is_on && !is_of_check_alone(rule)) {
            enabled.push_back(&rule);
        }
    }
    return enabled;
}

std::optional<std::chrono::year_month_day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t size) {
        unsigned value = 0;
        const char* const end = text.data() + at + size;
        const auto read = std::from_chars(text.data() + at, end, value);
        return read.ec == std::errc() && read.ptr == end ? value : 0U;
    };
    const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(number(0, 4))),
                                          std::chrono::month(number(5, 2)),
                                          std::chrono::day(number(8, 2))};
    return day.ok() ? std::optional(day) : std::nullopt;
}

} // namespace permap::scanner
