// SPDX-License-Identifier: Apache-2.0
// The parts of the text report, as pure functions from collected data to text.
#pragma once

#include "report/formats.hpp"
#include "report/smallest.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace permap::report {

/// All findings of one rule.
struct RuleGroup {
    const scanner::Rule* rule;
    std::array<std::uint64_t, scanner::kSeverities> by_severity = {};
    std::uint64_t primary = 0; ///< those that are not shown under a more severe rule
    Smallest examples;
    /// Of those that are shown under a more severe rule, the first: shown here, too, where it is
    /// worse than all examples. Else a crowd under the other rule would hide it.
    Smallest elsewhere = Smallest(1);
};

/// All problems with the same cause.
struct ProblemGroup {
    std::string cause; ///< "open: Permission denied"
    std::uint64_t count = 0;
    Smallest examples;
};

[[nodiscard]] std::uint64_t count_of(const RuleGroup& group);

/// The worst severity in the group; a group has at least one finding.
[[nodiscard]] scanner::Severity worst_of(const RuleGroup& group);

/// Words of `text` in lines of at most 80 columns, all lines indented by `indent` but the first.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t indent);

/// "2 critical, 1 low", the most severe first; "none".
[[nodiscard]] std::string
severities_text(std::span<const std::uint64_t, scanner::kSeverities> counts);

/// Mode, owner and reachability or evidence of one example, around its path as it is shown.
[[nodiscard]] std::string example_text(const scanner::Finding& finding, std::string_view path);

[[nodiscard]] std::string header_text(const Header& header);

/// Why and fix in full with all examples; or what to do in one sentence with two of them.
enum class Detail : bool { full, brief };

[[nodiscard]] std::string rule_text(const RuleGroup& group, Detail detail, Colour colour);
/// The findings of one rule that waivers cover.
[[nodiscard]] std::string waived_text(const RuleGroup& group);
/// "ops@example.org until 2026-12-31: nightly import"
[[nodiscard]] std::string waiver_text(const scanner::Waiver& waiver);
[[nodiscard]] std::string problem_text(const ProblemGroup& group);
[[nodiscard]] std::string summary_text(const Summary& summary);

} // namespace permap::report
