// SPDX-License-Identifier: Apache-2.0
// RecordedProc: a directory laid out as /proc (proc(5)), with the processes that a test puts there.
#pragma once

#include "tests/support/scratch_directory.hpp"

#include <map>
#include <string>
#include <vector>

namespace permap::tests {

/// One process as /proc shows it.
struct RecordedProcess {
    int pid = 100;
    std::string comm = "qemu-system-x86";
    std::vector<std::string> words = {"/usr/bin/qemu-system-x86_64"};
    std::string executable = {};                    ///< no link where empty, as without privilege
    std::string ids = "64055\t64055\t64055\t64055"; ///< real, effective, saved, file system
    std::string groups = "";
    std::map<int, std::string> descriptors = {}; ///< paths that exist
    std::string mounts = {};                     ///< mountinfo
    std::uint64_t mount_id = 0;                  ///< of every descriptor
    bool hides_descriptors = false;              ///< no fd directory, as without privilege
};

class RecordedProc {
public:
    /// Made with process 1, which every namespace has.
    RecordedProc();

    void add(const RecordedProcess& process) const;
    [[nodiscard]] const std::string& path() const { return scratch_.path(); }
    [[nodiscard]] const ScratchDirectory& directory() const { return scratch_; }

private:
    ScratchDirectory scratch_;
};

} // namespace permap::tests
