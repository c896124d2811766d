// SPDX-License-Identifier: Apache-2.0
// Kept files: what a command reads, or writes otherwise, is not replaced by its report or metrics.
#pragma once

#include "cli/shared_options.hpp"

namespace CLI { // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace permap::cli {

/// An error where --output or --metrics of a parser that has its values would take the place of a
/// file that another option or argument names, or both name one file. For every command: what an
/// option names is known by its type, FILE.
[[nodiscard]] base::Result<void> keep_files(const CLI::App& app);

/// The same for the file of a run that was named by its id.
[[nodiscard]] base::Result<void> keep_run_file(const std::string& run, const SharedConfig& config);

} // namespace permap::cli
