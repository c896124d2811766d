// SPDX-License-Identifier: Apache-2.0
// Which rules a document names, and the words that other formats have for a severity.
#pragma once

#include "report/records.hpp"
#include "scanner/rule.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace permap::report {

/// Those that were looked for and those that fired, in the order of scanner::rules().
[[nodiscard]] std::vector<const scanner::Rule*> rules_of(const Header& header,
                                                         const Summary& summary);

/// "error", "warning" or "note", as SARIF has them.
[[nodiscard]] std::string_view level_of(scanner::Severity severity);

/// "mode 0666: ..." as a sentence of its own: "Mode 0666: ....".
[[nodiscard]] std::string as_sentence(std::string_view clause);

} // namespace permap::report
