// SPDX-License-Identifier: Apache-2.0
#include "cli/command.hpp"

#include <array>

namespace permap::cli {
namespace {

constexpr std::array kCommands = {
    Command{"scan", "PATH...", "audit: leaks, and all that would break or be lost in a migration",
            run_scan},
    Command{"probe", "PATH...", "what the file systems at and under PATH can do", run_probe},
    Command{"shares", "", "directories that this host exports to virtual machines, with advice",
            run_shares},
    Command{"explain", "PATH", "one object: what the host has, what a guest sees, who can reach it",
            run_explain},
    Command{"convert", "PATH --to MODEL", "plan a conversion and, with --apply, perform it",
            run_convert},
    Command{"apply", "RUN", "perform or resume a planned or interrupted run", run_apply},
    Command{"undo", "RUN", "put back the old state, bit-exact", run_undo},
    Command{"status", "RUN|PATH", "where a run stands", run_status},
    Command{"snapshot", "PATH", "a manifest of a tree, to compare with later", run_snapshot},
    Command{"check", "PATH", "what changed since a snapshot, or is not as a policy expects; for CI",
            run_check},
    Command{"rules", "[ID]", "list the rules, explain one", run_rules},
};

} // namespace

std::span<const Command> commands() {
    return kCommands;
}

} // namespace permap::cli
