// SPDX-License-Identifier: Apache-2.0
// QemuServer: one stopped QEMU that exports a directory and answers 9P over qtest. No guest is
// booted and no KVM is needed; a start takes about 0.2 s.
#pragma once

#include "base/fd.hpp"
#include "base/result.hpp"
#include "tests/oracle/ninep_client.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

namespace permap::oracle {

/// The unprivileged identity of a server; it has no supplementary groups.
struct RunAs {
    uid_t uid = 0;
    gid_t gid = 0;
};

struct QemuOptions {
    std::string export_path = {};
    std::string security_model = {}; // passthrough, mapped-xattr, mapped-file or none
    std::optional<RunAs> run_as = {};
    std::optional<std::string> fmode = {}; // as typed: "0644" is octal, "644" is not
    std::optional<std::string> dmode = {};
    std::optional<mode_t> umask = {};
    bool is_readonly = false;
    /// Bounds every wait for the server.
    std::chrono::milliseconds timeout = std::chrono::seconds(20);
};

/// A child process, killed and reaped when destroyed. It also dies with the thread that started
/// it. Move-only.
class ChildProcess {
public:
    explicit ChildProcess(pid_t pid) : pid_(pid) {}
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess() { stop(); }

    /// Kills and reaps; the second time nothing.
    void stop() noexcept;
    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    pid_t pid_ = -1;
};

class QemuServer {
public:
    /// Starts QEMU and agrees on the protocol. A failure carries what QEMU said.
    [[nodiscard]] static base::Result<QemuServer> start(const QemuOptions& options);

    /// Where the program is, or an empty string when it is not in PATH.
    [[nodiscard]] static std::string find_program();

    /// Valid as long as this server is, moves included.
    [[nodiscard]] NinepClient& client() { return *client_; }

    /// What QEMU has written to stderr so far.
    [[nodiscard]] std::string stderr_text() const;
    [[nodiscard]] pid_t pid() const { return process_.pid(); }

private:
    QemuServer(ChildProcess process, base::Fd stderr_file)
        : process_(std::move(process)), stderr_file_(std::move(stderr_file)) {}

    [[nodiscard]] base::Result<void> connect(base::Fd socket, std::chrono::milliseconds timeout);

    ChildProcess process_;
    base::Fd stderr_file_;
    std::unique_ptr<NinepClient> client_;
};

} // namespace permap::oracle
