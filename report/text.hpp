// SPDX-License-Identifier: Apache-2.0
// The text format for people: aggregated by rule, so that its length does not grow with the tree.
// The bytes do not depend on the order in which workers report.
#pragma once

#include "report/formats.hpp"

namespace permap::report {

[[nodiscard]] std::unique_ptr<Reporter> make_text(std::FILE* out, const Options& options);

} // namespace permap::report
