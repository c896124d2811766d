// SPDX-License-Identifier: Apache-2.0
// A run file as a baseline: what a guest is to see of each entry once the run is applied, or again
// where it was undone. Comparing a tree with it verifies a conversion.
#pragma once

#include "mapper/run_file.hpp"
#include "scanner/baseline/baseline.hpp"

namespace permap::mapper {

/// Puts all entries that the run is about into the spool; those that it left alone are optional
/// and nothing is known of them.
[[nodiscard]] base::Result<scanner::Baseline> read_run_baseline(const std::string& path,
                                                                scanner::ManifestSpool& into);

} // namespace permap::mapper
