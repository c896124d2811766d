// SPDX-License-Identifier: Apache-2.0
// The log: spdlog's default logger on stderr, set up here and nowhere else.
#pragma once

namespace permap::cli {

enum class Verbosity { quiet, normal, verbose };

enum class WhenToColour { automatic, always, never };

void set_up_logging(Verbosity verbosity, WhenToColour colour);

} // namespace permap::cli
