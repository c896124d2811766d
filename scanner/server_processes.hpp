// SPDX-License-Identifier: Apache-2.0
// The running programs that serve directories to guests, QEMU and virtiofsd, as /proc shows them:
// who they run as, how they were called, which directories they hold open. What their arguments
// mean is not known here. The root of /proc can be another one: tests use recorded trees.
#pragma once

#include "base/result.hpp"
#include "scanner/mount_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace permap::scanner {

/// One descriptor that is a directory. QEMU holds the root of every local 9p export open for its
/// whole life (hw/9pfs/9p-local.c, local_init).
struct OpenDirectory {
    int descriptor = -1;      ///< its number in that process
    std::uint64_t device = 0; ///< st_dev
    std::uint64_t inode = 0;
    std::string path;             ///< raw bytes, as the kernel names it for that process
    std::optional<FsPlace> place; ///< where the process's mounts say; for bind mounts, containers
};

enum class ServerProgram : std::uint8_t { qemu, virtiofsd };

/// "QEMU" or "virtiofsd".
[[nodiscard]] const char* to_text(ServerProgram program);

struct ServerProcess {
    pid_t pid = 0;
    ServerProgram program = ServerProgram::qemu;
    std::string comm;                  ///< at most 15 bytes (proc(5))
    std::string executable;            ///< empty where it may not be read
    std::vector<std::string> words;    ///< the command line, raw bytes
    std::uint32_t uid = 0;             ///< effective
    std::uint32_t gid = 0;             ///< effective
    std::vector<std::uint32_t> groups; ///< supplementary
    std::vector<OpenDirectory> directories;
    /// False where the kernel did not let us see its descriptors, so that `directories` says
    /// nothing: processes of others, without root.
    bool is_examined = true;
};

struct ServerProcesses {
    std::vector<ServerProcess> found; ///< by pid
    /// /proc is mounted with hidepid, so that processes of others may be missing altogether.
    bool hides_others = false;
    /// Some were known by their names alone: only root sees which file a process of others runs.
    bool hides_programs = false;
};

/// All that run now. A process that ends meanwhile is left out; the only error is a /proc that
/// cannot be read at all.
[[nodiscard]] base::Result<ServerProcesses>
read_server_processes(const std::string& proc = "/proc");

/// The program that a process is, by the names it has; nothing for all other programs.
[[nodiscard]] std::optional<ServerProgram>
recognise_server(std::string_view comm, std::string_view executable, std::string_view first_word);

} // namespace permap::scanner
