// SPDX-License-Identifier: Apache-2.0
// The records of findings, problems and changes: what every machine format says of them.
#pragma once

#include "report/json_text.hpp"
#include "scanner/finding.hpp"
#include "scanner/problem.hpp"

#include <span>
#include <string>

namespace permap::report {

/// As JSON, without a newline. `root` is the directory that the path is relative to, as the user
/// named it.
[[nodiscard]] std::string finding_text(const scanner::Finding& finding, const std::string& root);
[[nodiscard]] Json problem_record(const scanner::Problem& problem, const std::string& root);
[[nodiscard]] Json change_record(const std::string& path, std::span<const std::string> steps);

} // namespace permap::report
