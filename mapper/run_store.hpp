// SPDX-License-Identifier: Apache-2.0
// Where run files live when the user names no place, how a run is found by its id, and the lock
// that keeps two runs off one tree. All of it is outside the shared trees.
#pragma once

#include "base/fd.hpp"
#include "codec/facts.hpp"

#include <string>
#include <vector>

namespace permap::mapper {

/// The directory of run files: /var/lib/permap for root, else $XDG_STATE_HOME/permap or
/// ~/.local/state/permap. Made, readable by its owner only, when missing.
[[nodiscard]] base::Result<std::string> state_directory();

/// 16 random hexadecimal digits.
[[nodiscard]] base::Result<std::string> random_token();

/// The path of a new run's file in the state directory.
[[nodiscard]] base::Result<std::string> default_run_path(const std::string& run_id);

/// The run file that RUN on the command line means: a path, or an id in the state directory.
[[nodiscard]] base::Result<std::string> find_run(const std::string& run);

/// The absolute path of a new run file. Fails where it would lie in the tree at `root` (absolute):
/// a conversion must not change its own journal, and a guest must not reach it.
[[nodiscard]] base::Result<std::string> place_outside(const std::string& file,
                                                      const std::string& root);

/// Holds off other runs on the same root until destroyed; the error says that one is under way.
[[nodiscard]] base::Result<base::Fd> lock_root(const codec::Identity& root);

/// The runs of this host that mapped the ids of a tree and were not undone, oldest first.
[[nodiscard]] base::Result<std::vector<std::string>> runs_that_mapped(const codec::Identity& root);

/// Keeps, durably, that this run maps ids; before it changes the first.
[[nodiscard]] base::Result<void> note_mapping(const codec::Identity& root,
                                              const std::string& run_id);

/// Forgets it: the run was undone.
[[nodiscard]] base::Result<void> forget_mapping(const codec::Identity& root,
                                                const std::string& run_id);

} // namespace permap::mapper
