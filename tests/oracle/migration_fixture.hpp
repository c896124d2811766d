// SPDX-License-Identifier: Apache-2.0
// MigrationFixture: a directory to build a tree in, one for the run file beside it, and the
// commands that convert it and put it back.
#pragma once

#include "tests/oracle/command.hpp"
#include "tests/oracle/oracle_fixture.hpp"

#include <string>
#include <vector>

namespace permap::oracle {

/// What a way back to real objects needs to be told.
inline constexpr const char* kAllowed = "setuid-file,setgid-file,device-node,file-capability";

class MigrationFixture : public OracleFixture {
protected:
    void SetUp() override;

    /// The export: inside a directory that everybody may pass.
    [[nodiscard]] std::string tree() const { return host_->path_of("tree"); }

    /// Converts the tree at `path` with `--apply`; anything but a clean end is a failure.
    void convert(const std::string& path, const std::string& from, const std::string& to);
    void undo();

private:
    [[nodiscard]] std::string run_file() const { return host_->path_of("run"); }
};

} // namespace permap::oracle
