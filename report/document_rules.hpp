// SPDX-License-Identifier: Apache-2.0
// Which rules a document names, what a baseline and --fail-on mean for a finding's record, and the
// words that other formats have for a severity.
#pragma once

#include "report/json_text.hpp"
#include "report/records.hpp"
#include "scanner/rule.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace permap::report {

/// Those that were looked for and those that fired, waived or not, in the order of
/// scanner::rules().
[[nodiscard]] std::vector<const scanner::Rule*> rules_of(const Header& header,
                                                         const Summary& summary);

/// Whether it fired, waived or not.
[[nodiscard]] bool has_fired(const scanner::Rule& rule, const FindingCounts& counts);

/// Whether the baseline has this finding, too, and says the same.
[[nodiscard]] bool is_unchanged(const Json& finding);

/// Whether the command fails for it.
[[nodiscard]] bool fails(const Json& finding, const FailOn& fail_on);

/// Why the report does not tell of everything, as sentences; empty where it does, and where it is
/// only that some entries could not be examined: the problems say which.
[[nodiscard]] std::string cut_short_text(const Summary& summary);

/// "error", "warning" or "note", as SARIF has them.
[[nodiscard]] std::string_view level_of(scanner::Severity severity);

/// "mode 0666: ..." as a sentence of its own: "Mode 0666: ....".
[[nodiscard]] std::string as_sentence(std::string_view clause);

} // namespace permap::report
