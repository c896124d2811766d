// SPDX-License-Identifier: Apache-2.0
// The log: spdlog's default logger on stderr, set up here and nowhere else.
#pragma once

namespace permap::cli {

enum class Verbosity { quiet, normal, verbose };

enum class WhenToColour { automatic, always, never };

/// Without --color: never where NO_COLOR is set to something (no-color.org), else automatic.
[[nodiscard]] WhenToColour default_colour();

void set_up_logging(Verbosity verbosity, WhenToColour colour);

} // namespace permap::cli
