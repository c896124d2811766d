// SPDX-License-Identifier: Apache-2.0
// A row of the tables of rules: a made-up entry, a rule, and what the rule must say about it.
#pragma once

#include "tests/unit/scanner/sample.hpp"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

namespace permap::scanner {

inline constexpr auto kNone = std::optional<Severity>();

struct RuleCase {
    const char* name; ///< of the case, in CamelCase
    const char* rule;
    Sample sample;
    std::optional<Severity> expected; ///< nothing: the rule stays silent
};

inline std::ostream& operator<<(std::ostream& out, const RuleCase& row) {
    return out << row.rule << "/" << row.name;
}

/// What the row's rule says about the row's sample.
inline std::optional<Severity> severity_from(const RuleCase& row) {
    const Checked checked = check(row.sample);
    const auto at = std::ranges::find(checked.hits, row.rule,
                                      [](const RuleHit& hit) { return std::string(hit.rule->id); });
    return at == checked.hits.end() ? std::nullopt : std::optional(at->hit.severity);
}

inline std::string name_of(const testing::TestParamInfo<RuleCase>& row) {
    return row.param.name;
}

inline Sample file(std::uint32_t mode) {
    return Sample().kind(codec::Kind::file).mode(mode).owner(1000, 1000);
}

inline Sample directory(std::uint32_t mode) {
    return Sample().kind(codec::Kind::directory).mode(mode).owner(1000, 1000);
}

} // namespace permap::scanner
