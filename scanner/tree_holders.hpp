// SPDX-License-Identifier: Apache-2.0
// Which servers hold a tree: a directory that they have open is the root, lies above it or below
// it. Pure, but for reading where the root is.
#pragma once

#include "base/result.hpp"
#include "scanner/server_processes.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace permap::scanner {

/// How a directory that a server holds lies to the root of the tree.
enum class Held : std::uint8_t { root, above, below };

/// "the root of this tree", "a directory above it", "a directory in it".
[[nodiscard]] const char* to_text(Held held);

/// Where a tree is, by everything that another process may know it by.
struct TreePlace {
    std::string real_path; ///< as this process's mounts name it
    std::optional<FsPlace> place;
    /// st_dev and inode of the root, then of each directory above it, upwards.
    std::vector<std::pair<std::uint64_t, std::uint64_t>> identities;
};

/// `real_path` is absolute; a directory above it that cannot be examined ends the list.
[[nodiscard]] TreePlace place_of_tree(const std::string& real_path);

struct Holder {
    ServerProgram program = ServerProgram::qemu;
    pid_t pid = 0;
    std::uint32_t uid = 0; ///< effective
    std::string path;      ///< of the directory, as that process names it
    Held held = Held::root;
    /// Its descriptors may not be seen, but its command line exports such a directory.
    bool is_by_command_line = false;
};

/// For each process that holds the tree, the directory nearest to it: the root before all others.
[[nodiscard]] std::vector<Holder> find_holders(const ServerProcesses& processes,
                                               const TreePlace& tree);

} // namespace permap::scanner
