// SPDX-License-Identifier: Apache-2.0
// Snippets: what shares --emit prints for people, text to paste and nothing else.
#pragma once

#include "report/formats.hpp"

namespace permap::cli {

/// Prints the texts of records, with an empty line between them. Problems are warnings on stderr;
/// findings only count.
[[nodiscard]] const report::Format& snippet_format();

} // namespace permap::cli
