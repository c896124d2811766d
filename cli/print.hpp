// SPDX-License-Identifier: Apache-2.0
// Text that is no report (help, a list of rules, where a run stands) on its way to stdout.
#pragma once

#include "cli/exit_status.hpp"

#include <string>

namespace permap::cli {

/// Writes the text to stdout; `clean`, or an error on stderr and `incomplete`.
[[nodiscard]] ExitStatus print(const std::string& text);

} // namespace permap::cli
