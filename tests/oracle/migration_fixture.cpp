// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/migration_fixture.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::oracle {
void MigrationFixture::SetUp() {
    OracleFixture::SetUp();
    if (host_ != nullptr) {
        ASSERT_EQ(::chmod(host_->path().c_str(), 0755), 0);
        ASSERT_EQ(::mkdir(tree().c_str(), 0755), 0);
    }
}

void MigrationFixture::convert(const std::string& path, const std::string& from,
                               const std::string& to) {
    std::vector<std::string> arguments = {"convert", path,      "--from", from,      "--to",
                                          to,        "--apply", "--run",  run_file()};
    if (to == "passthrough") {
        arguments.insert(arguments.end(), {"--allow", kAllowed});
    } else {
        arguments.insert(arguments.end(),
                         {"--host-owner", fmt::format("{}:{}", kHostOwner.uid, kHostOwner.gid)});
    }
    arguments.insert(arguments.end(), {"--fail-on", "none"}); // planted metadata is wanted here
    const CommandResult result = run_permap(std::move(arguments));
    EXPECT_EQ(result.status, 0) << result;
}

void MigrationFixture::undo() {
    const CommandResult result = run_permap({"undo", run_file(), "--allow", kAllowed});
    EXPECT_EQ(result.status, 0) << result;
}

} // namespace permap::oracle
