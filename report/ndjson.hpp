// SPDX-License-Identifier: Apache-2.0
// The ndjson format: one record a line, written while the walk goes on, schema 1.
#pragma once

#include "report/formats.hpp"

namespace permap::report {

[[nodiscard]] std::unique_ptr<Reporter> make_ndjson(std::FILE* out, const Options& options);

} // namespace permap::report
