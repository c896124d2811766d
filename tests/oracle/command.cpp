// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/command.hpp"

#include "base/fd.hpp"

#include <cerrno>
#include <ostream>

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

/// Starts the program with both streams in `output`; its pid or -1.
pid_t spawn(std::vector<std::string>& words, int output) {
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? pid : -1;
}

std::string read_from_start(int fd) {
    const off_t size = ::lseek(fd, 0, SEEK_END);
    std::string text(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
    const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

} // namespace

std::ostream& operator<<(std::ostream& out, const CommandResult& result) {
    return out << "exit status " << result.status << '\n' << result.output;
}

CommandResult run_command(std::vector<std::string> words) {
    const base::Fd output(::memfd_create("command-output", MFD_CLOEXEC));
    const pid_t pid = spawn(words, output.get());
    if (pid < 0) {
        return {.status = -1, .output = "cannot start " + words.front()};
    }
    int status = -1;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return {.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            .output = read_from_start(output.get())};
}

CommandResult run_permap(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), PERMAP_PROGRAM);
    return run_command(std::move(arguments));
}

} // namespace permap::oracle
