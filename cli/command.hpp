// SPDX-License-Identifier: Apache-2.0
// Commands: rows of one table. A command is one file with its options, its parser and its run.
#pragma once

#include "cli/arguments.hpp"
#include "cli/exit_status.hpp"

#include <span>
#include <string_view>

namespace permap::cli {

struct Command {
    std::string_view name;
    std::string_view usage;   ///< "PATH..."
    std::string_view summary; ///< one line
    ExitStatus (*run)(Arguments arguments);
};

/// All commands, in the order of help.
[[nodiscard]] std::span<const Command> commands();

ExitStatus run_scan(Arguments arguments);
ExitStatus run_probe(Arguments arguments);
ExitStatus run_shares(Arguments arguments);
ExitStatus run_snapshot(Arguments arguments);
ExitStatus run_check(Arguments arguments);
ExitStatus run_explain(Arguments arguments);
ExitStatus run_convert(Arguments arguments);
ExitStatus run_apply(Arguments arguments);
ExitStatus run_undo(Arguments arguments);
ExitStatus run_status(Arguments arguments);
ExitStatus run_rules(Arguments arguments);

} // namespace permap::cli
