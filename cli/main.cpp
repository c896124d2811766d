// SPDX-License-Identifier: Apache-2.0
// permap: find the command in the table, run it, turn the outcome into an exit status.
// ARCHITECTURE.md has the map of the whole program.
#include "cli/command.hpp"
#include "cli/logging.hpp"
#include "cli/parser_text.hpp"
#include "cli/print.hpp"
#include "cli/version.hpp"

#include "base/quote.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <tuple>

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace {

using permap::cli::Command;
using permap::cli::ExitStatus;

constexpr std::size_t kSummaryColumn = 28; ///< where the summaries of commands begin

std::string help() {
    std::string text = "Audits and migrates the ownership model of directory trees shared with\n"
                       "virtual machines.\n\nUsage: permap COMMAND [OPTIONS]\n\n";
    for (const Command& command : permap::cli::commands()) {
        text += permap::cli::help_item(fmt::format("  {} {}", command.name, command.usage),
                                       std::string(command.summary), kSummaryColumn);
    }
    return text +
           "\n'permap COMMAND --help' has the options, 'permap --version' the version. Nothing\n"
           "writes to a tree without --apply, apply or undo.\n";
}

/// A closed standard stream would hand its number to the next file that is opened, and messages
/// would go there. What is opened instead refuses them, so that a closed stdout is still an error.
void occupy_closed_streams() {
    for (int fd = 0; fd <= 2; ++fd) {
        if (::fcntl(fd, F_GETFD) == -1) {
            std::ignore = ::open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
        }
    }
}

ExitStatus run(std::vector<std::string> arguments) {
    if (arguments.size() == 2 && arguments.front() == "help") { // as of git and others
        arguments = {arguments.back(), "--help"};
    }
    const std::string name = arguments.empty() ? "" : arguments.front();
    if (name == "--help" || name == "-h" || name == "help") {
        return permap::cli::print(help());
    }
    if (name == "--version") {
        return permap::cli::print(permap::cli::version_text());
    }
    const auto found = std::ranges::find(permap::cli::commands(), name, &Command::name);
    if (found == permap::cli::commands().end()) {
        spdlog::error("{}: 'permap --help' lists the commands",
                      name.empty() ? "no command given"
                                   : "no such command " + permap::base::quote(name));
        return ExitStatus::usage;
    }
    return found->run({.words = {arguments.begin() + 1, arguments.end()}});
}

} // namespace

int main(int argc, char** argv) {
    try { // the only catch: what may still throw is a bug or a lack of memory
        occupy_closed_streams();
        std::signal(SIGPIPE, SIG_IGN); // a closed pipe is a write error, reported like any other
        permap::cli::set_up_logging(permap::cli::Verbosity::normal, permap::cli::default_colour());
        return static_cast<int>(run({argv + 1, argv + argc}));
    } catch (const std::exception& error) {
        spdlog::critical("internal error: {}; a run that was under way can be resumed",
                         error.what());
        return static_cast<int>(ExitStatus::half_way);
    }
}
