// SPDX-License-Identifier: Apache-2.0
// permap: find the command in the table, run it, turn the outcome into an exit status.
// ARCHITECTURE.md has the map of the whole program.
#include "cli/command.hpp"
#include "cli/logging.hpp"
#include "cli/version.hpp"

#include "base/quote.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <tuple>

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace {

using permap::cli::Command;
using permap::cli::ExitStatus;

std::string help() {
    std::string text = "Audits and migrates the ownership model of directory trees shared with "
                       "virtual machines.\n\nUsage: permap COMMAND [OPTIONS]\n\n";
    for (const Command& command : permap::cli::commands()) {
        const std::string usage = fmt::format("{} {}", command.name, command.usage);
        text += fmt::format("  {:<27}  {}\n", usage, command.summary);
    }
    return text + "\n'permap COMMAND --help' has the options. Nothing writes to a tree without "
                  "--apply, apply or undo.\n";
}

ExitStatus print(const std::string& text) {
    const bool is_written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    return is_written ? ExitStatus::clean : ExitStatus::incomplete;
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

ExitStatus run(const std::vector<std::string>& arguments) {
    const std::string name = arguments.empty() ? "" : arguments.front();
    if (name == "--help" || name == "-h" || name == "help") {
        return print(help());
    }
    if (name == "--version") {
        return print(permap::cli::version_text());
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
        permap::cli::set_up_logging(permap::cli::Verbosity::normal,
                                    permap::cli::WhenToColour::automatic);
        return static_cast<int>(run({argv + 1, argv + argc}));
    } catch (const std::exception& error) {
        spdlog::critical("internal error: {}; a run that was under way can be resumed",
                         error.what());
        return static_cast<int>(ExitStatus::half_way);
    }
}
