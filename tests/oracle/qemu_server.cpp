// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/qemu_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include <grp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

constexpr int kExecFailed = 127;

/// QEMU option values end at a comma; a doubled one stands for itself.
std::string escape_commas(std::string_view value) {
    std::string escaped;
    for (const char c : value) {
        escaped.append(c == ',' ? 2 : 1, c);
    }
    return escaped;
}

std::string export_argument(const QemuOptions& options) {
    std::string argument = "local,id=f,path=" + escape_commas(options.export_path) +
                           ",security_model=" + options.security_model;
    if (options.fmode) {
        argument += ",fmode=" + *options.fmode;
    }
    if (options.dmode) {
        argument += ",dmode=" + *options.dmode;
    }
    return options.is_readonly ? argument + ",readonly=on" : argument;
}

std::vector<std::string> command_line(const QemuOptions& options) {
    return {QemuServer::find_program(),
            "-accel",
            "tcg",
            "-S",
            "-M",
            "microvm",
            "-m",
            "64",
            "-nodefaults",
            "-display",
            "none",
            "-qtest",
            "stdio",
            "-qtest-log",
            "none",
            "-fsdev",
            export_argument(options),
            "-device",
            "virtio-9p-device,fsdev=f,mount_tag=t"};
}

std::vector<char*> to_argv(std::vector<std::string>& words) {
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    return argv;
}

/// What the child needs; prepared before fork, since only system calls are safe after it.
struct Launch {
    char* const* argv;
    int socket;
    int stderr_file;
    pid_t parent;
    const QemuOptions* options;
};

bool become(const RunAs& identity) {
    return ::setgroups(0, nullptr) == 0 &&
           ::setresgid(identity.gid, identity.gid, identity.gid) == 0 &&
           ::setresuid(identity.uid, identity.uid, identity.uid) == 0;
}

/// The child's half: stdin and stdout are the qtest connection.
[[noreturn]] void exec_child(const Launch& launch) {
    const bool has_streams = ::dup2(launch.socket, STDIN_FILENO) >= 0 &&
                             ::dup2(launch.socket, STDOUT_FILENO) >= 0 &&
                             ::dup2(launch.stderr_file, STDERR_FILENO) >= 0;
    if (launch.options->umask) {
        ::umask(*launch.options->umask);
    }
    if (!has_streams || (launch.options->run_as && !become(*launch.options->run_as))) {
        ::_exit(kExecFailed);
    }

    // After the change of identity, which clears it (prctl(2)).
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == launch.parent) {
        ::execv(launch.argv[0], launch.argv);
    }
    ::_exit(kExecFailed);
}

base::Result<ChildProcess> launch_child(const QemuOptions& options, int socket, int stderr_file) {
    std::vector<std::string> words = command_line(options);
    const std::vector<char*> argv = to_argv(words);
    const Launch launch{.argv = argv.data(),
                        .socket = socket,
                        .stderr_file = stderr_file,
                        .parent = ::getpid(),
                        .options = &options};
    const pid_t pid = ::fork();
    if (pid < 0) {
        return base::fail(errno, "fork");
    }
    if (pid == 0) {
        exec_child(launch);
    }
    return ChildProcess(pid);
}

} // namespace

ChildProcess::ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
}

void ChildProcess::stop() noexcept {
    if (pid_ <= 0) {
        return;
    }
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

std::string QemuServer::find_program() {
    const char* const path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): never changed
    std::string_view rest = path != nullptr ? path : "";
    while (!rest.empty()) {
        const std::string_view directory = rest.substr(0, rest.find(':'));
        std::string candidate = std::string(directory) + "/qemu-system-x86_64";
        if (::access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
        rest.remove_prefix(std::min(directory.size() + 1, rest.size()));
    }
    return {};
}

base::Result<QemuServer> QemuServer::start(const QemuOptions& options) {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return base::fail(errno, "socketpair");
    }
    base::Fd ours(ends[0]);
    base::Fd theirs(ends[1]);
    base::Fd stderr_file(::memfd_create("qemu-stderr", MFD_CLOEXEC));
    if (!stderr_file) {
        return base::fail(errno, "memfd_create");
    }

    PERMAP_TRY_ASSIGN(ChildProcess process, launch_child(options, theirs.get(), stderr_file.get()));
    PERMAP_TRY(theirs.close()); // so that the end of the child is seen as the end of the stream
    QemuServer server(std::move(process), std::move(stderr_file));
    if (auto connected = server.connect(std::move(ours), options.timeout); !connected) {
        base::Error error = std::move(connected).error();
        error.detail = error.code.message() + "; QEMU said: " + server.stderr_text();
        return tl::unexpected(std::move(error));
    }
    return server;
}

base::Result<void> QemuServer::connect(base::Fd socket, std::chrono::milliseconds timeout) {
    PERMAP_TRY_ASSIGN(Virtio9p device, Virtio9p::open(QtestLink(std::move(socket), timeout)));
    PERMAP_TRY_ASSIGN(client_, NinepClient::start(std::move(device)));
    return {};
}

std::string QemuServer::stderr_text() const {
    std::string text(4096, '\0');
    const ssize_t size = ::pread(stderr_file_.get(), text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
}

} // namespace permap::oracle
