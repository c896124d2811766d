// SPDX-License-Identifier: Apache-2.0
// A real server is noticed while it has the tree open, in whatever way it lies to it.
#include "tests/oracle/expected_differences.hpp"
#include "tests/oracle/host_tree.hpp"
#include "tests/oracle/migration_fixture.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

namespace permap::oracle {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ServerRunning : public MigrationFixture {
protected:
    void SetUp() override {
        MigrationFixture::SetUp();
        if (host_ != nullptr) {
            ASSERT_EQ(::mkdir((tree() + "/in").c_str(), 0755), 0);
        }
    }

    void serve_path(const std::string& path) {
        QemuOptions wanted = options("passthrough");
        wanted.export_path = path;
        serve(wanted);
    }

    [[nodiscard]] std::string pid() const { return "pid " + std::to_string(server_->pid()); }

    static CommandResult scan(const std::string& path) {
        return run_permap({"scan", "--rule", "server-running", path});
    }

    [[nodiscard]] CommandResult convert_tree(const std::string& allowed) const {
        return run_permap({"convert", "--to", "mapped-xattr", "--host-owner", "64055:64056",
                           "--apply", "--run", host_->path_of("run"), "--allow", allowed, tree()});
    }
};

TEST_F(ServerRunning, IsFoundAtTheRootAboveAndBelow) {
    serve_path(tree());

    EXPECT_THAT(scan(tree()).output,
                AllOf(HasSubstr(pid()), HasSubstr("holds the root of this tree")));
    EXPECT_THAT(scan(tree() + "/in").output,
                AllOf(HasSubstr(pid()), HasSubstr("holds a directory above it")));
    EXPECT_THAT(scan(host_->path_of(".")).output,
                AllOf(HasSubstr(pid()), HasSubstr("holds a directory in it")));
    EXPECT_EQ(scan(tree()).status, 1);
}

TEST_F(ServerRunning, IsNotFoundBesideOrAfterItsEnd) {
    ASSERT_EQ(::mkdir((tree() + "/beside").c_str(), 0755), 0);
    serve_path(tree() + "/in");

    EXPECT_THAT(scan(tree() + "/beside").output, Not(HasSubstr(pid())));

    stop_serving();
    EXPECT_EQ(scan(tree()).status, 0);
}

TEST_F(ServerRunning, IsFoundThroughABindMount) {
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    const std::string bound = host_->path_of("bound");
    ASSERT_EQ(::mkdir(bound.c_str(), 0755), 0);
    ASSERT_EQ(::mount((tree() + "/in").c_str(), bound.c_str(), nullptr, MS_BIND, nullptr), 0);
    serve_path(bound);

    const CommandResult scanned = scan(tree());
    ::umount2(bound.c_str(), MNT_DETACH);

    EXPECT_THAT(scanned.output, AllOf(HasSubstr(pid()), HasSubstr("holds a directory in it")));
}

TEST_F(ServerRunning, KeepsAConversionFromWriting) {
    const HostListing before = list_host(tree());
    serve_path(tree());

    const CommandResult refused = convert_tree("immutable");

    EXPECT_EQ(refused.status, 1) << refused;
    EXPECT_THAT(refused.output, HasSubstr("server-running"));
    EXPECT_THAT(differences(before, list_host(tree())), ::testing::IsEmpty());
}

TEST_F(ServerRunning, DoesNotKeepOneThatIsAllowed) {
    serve_path(tree());

    const CommandResult done = convert_tree("server-running");

    EXPECT_EQ(done.status, 0) << done;
    EXPECT_THAT(done.output, HasSubstr(pid()));
}

TEST_F(ServerRunning, KeepsApplyAndUndoFromWriting) {
    ASSERT_EQ(convert_tree("immutable").status, 0);
    const HostListing before = list_host(tree());
    serve_path(tree());

    const CommandResult refused = run_permap({"undo", host_->path_of("run")});

    EXPECT_EQ(refused.status, 1) << refused;
    EXPECT_THAT(refused.output, AllOf(HasSubstr(pid()), HasSubstr("Nothing was written")));
    EXPECT_THAT(differences(before, list_host(tree())), ::testing::IsEmpty());

    const CommandResult undone =
        run_permap({"undo", "--allow", "server-running", host_->path_of("run")});
    EXPECT_EQ(undone.status, 0) << undone;
}

} // namespace
} // namespace permap::oracle
