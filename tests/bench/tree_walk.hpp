// SPDX-License-Identifier: Apache-2.0
// The loop that the bare programs share: threads that take directories from one stack, list them
// with getdents64 and call back for every entry. As little as can be, so that its time is the time
// of the system calls: no jail, no checks for hostile changes, paths below PATH_MAX only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace permap::bench {

/// What is done with a tree. Called from all threads at once; false counts as a failure.
struct Visit {
    /// For each directory that was opened, root included, before it is listed. May be empty.
    std::function<bool(int directory_fd)> directory;
    /// For each name in a directory, with getdents64's type of it (DT_DIR...); "." for the root.
    std::function<bool(int directory_fd, const char* name, unsigned char type)> entry;
    /// For each directory, after its names. May be empty.
    std::function<bool(int directory_fd)> listed = {};
    /// Names that are no entries; not walked into either.
    std::string skipped = {};
};

/// What a walk came to.
struct Tally {
    std::uint64_t entries = 0; // the root included
    std::uint64_t failed = 0;  // calls that returned false, directories that could not be read
};

/// Walks everything below `root` on `threads` threads and returns when all of it is done. Mounts
/// and symlinks are not followed; both are listed like any other entry.
[[nodiscard]] Tally walk_tree(const std::string& root, unsigned threads, const Visit& visit);

/// The common part of the programs' main: walks, prints the tally, returns the exit status.
[[nodiscard]] int walk_and_print(const char* root, const char* threads, const Visit& visit);

} // namespace permap::bench
