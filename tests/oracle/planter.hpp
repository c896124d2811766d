// SPDX-License-Identifier: Apache-2.0
// Planter: a user of the host who works against a conversion of a tree while it runs: plants
// metadata on own files and directories by path and through descriptors held open, makes files and
// directories of metadata in mid-run, and holds leases and locks. What it plants makes root's
// setuid programs of everything.
#pragma once

#include "tests/oracle/qemu_server.hpp"

#include <string>
#include <vector>

namespace permap::oracle {

struct PlanterPlan {
    RunAs user;
    std::vector<std::string> files; ///< absolute paths of regular files, owned by the user
    std::vector<std::string> directories;
};

/// Starts it. It works until the process is stopped; the first round is done when this returns.
[[nodiscard]] base::Result<ChildProcess> start_planter(const PlanterPlan& plan);

} // namespace permap::oracle
