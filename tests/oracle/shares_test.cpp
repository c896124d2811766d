// SPDX-License-Identifier: Apache-2.0
// What a real server exports is found from its process alone.
#include "tests/oracle/migration_fixture.hpp"

#include <sstream>

#include <nlohmann/json.hpp>

namespace permap::oracle {
namespace {

/// The record of the share at `path`; null where there is none.
nlohmann::json find_share(const std::string& path) {
    const CommandResult said =
        run_permap({"shares", "--format", "ndjson", "--fail-on", "none", "--progress", "never"});
    std::istringstream lines(said.output);
    for (std::string line; std::getline(lines, line);) {
        nlohmann::json record = nlohmann::json::parse(line, nullptr, false);
        if (record.is_object() && record["type"] == "share" && record["path"] == path) {
            return record;
        }
    }
    return nullptr;
}

class Shares : public MigrationFixture {};

TEST_F(Shares, AreFoundInARunningServer) {
    QemuOptions wanted = options("mapped-xattr");
    wanted.export_path = tree();
    serve(wanted);

    const nlohmann::json share = find_share(tree());

    ASSERT_TRUE(share.is_object()) << "no share with path " << tree();
    EXPECT_EQ(share.value("model", ""), "mapped-xattr");
    EXPECT_EQ(share.value("where", ""), "process " + std::to_string(server_->pid()));
    EXPECT_EQ(share.value("uid", -1), 0);
}

TEST_F(Shares, AreGoneWithTheirServer) {
    QemuOptions wanted = options("mapped-xattr");
    wanted.export_path = tree();
    serve(wanted);
    ASSERT_TRUE(find_share(tree()).is_object());

    stop_serving();

    EXPECT_TRUE(find_share(tree()).is_null());
}

} // namespace
} // namespace permap::oracle
