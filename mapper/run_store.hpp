// SPDX-License-Identifier: Apache-2.0
// Where run files live when the user names no place, how a run is found by its id, and the lock
// that keeps two runs off one tree. All of it is outside the shared trees.
#pragma once

#include "base/fd.hpp"
#include "mapper/root_identity.hpp"

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

/// Fails where the state directory lies in the tree at `root` (absolute): its lock and notes would
/// be names that no plan has. One on another file system is not in it.
[[nodiscard]] base::Result<void> check_state_outside(const std::string& root);

/// Holds off other runs on the same root until destroyed; the error says that one is under way.
[[nodiscard]] base::Result<base::Fd> lock_root(const RootIdentity& root);

/// A run of this host that was applied and not undone.
struct NotedRun {
    std::string id;
    bool maps_ids = false;
    std::string file; ///< of the run, as a word of a shell command
};

/// Those of a tree, oldest first.
[[nodiscard]] base::Result<std::vector<NotedRun>> noted_runs(const RootIdentity& root);

/// Their ids, if they changed ids on the way.
[[nodiscard]] base::Result<std::vector<std::string>> runs_that_mapped(const RootIdentity& root);

/// Keeps, durably, that this run is applied; before it changes the first entry. Whether that is
/// news.
[[nodiscard]] base::Result<bool> note_run(const RootIdentity& root, const NotedRun& run);

/// Forgets it: the run was undone, or never began.
[[nodiscard]] base::Result<void> forget_run(const RootIdentity& root, const std::string& run_id);

} // namespace permap::mapper
