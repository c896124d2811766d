// SPDX-License-Identifier: Apache-2.0
// A user without privileges converts a tree of its own and serves it to a guest of its own.
#include "tests/oracle/expected_differences.hpp"
#include "tests/oracle/guest_work.hpp"
#include "tests/oracle/host_tree.hpp"
#include "tests/oracle/migration_fixture.hpp"

#include <boost/filesystem.hpp>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

namespace fs = boost::filesystem;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::uint32_t kStranger = 1234;

class UnprivilegedMigration : public MigrationFixture {
protected:
    void SetUp() override {
        MigrationFixture::SetUp();
        if (host_ == nullptr) {
            return;
        }
        fs::copy_file(PERMAP_PROGRAM, program());
        ASSERT_EQ(::chmod(program().c_str(), 0755), 0);
        ASSERT_EQ(::mkdir(home().c_str(), 0700), 0);
        ASSERT_EQ(::chown(home().c_str(), kHostOwner.uid, kHostOwner.gid), 0);
        build();
    }

    [[nodiscard]] std::string home() const { return host_->path_of("home"); }
    [[nodiscard]] std::string program() const { return host_->path_of("permap"); }

    /// An object of the user's; others are made with an owner of their own.
    static HostObject own(std::uint32_t mode, std::string content = {}) {
        return {.mode = mode,
                .uid = kHostOwner.uid,
                .gid = kHostOwner.gid,
                .content = std::move(content)};
    }

    void build() {
        HostTree built(tree());
        built.dress(".", own(S_IFDIR | 0755));
        built.make("plain", own(S_IFREG | 0644, "plain"));
        built.make("read-only", own(S_IFREG | 0444, "read-only"));
        built.make("closed", own(S_IFREG | 0000, "closed"));
        built.make("private", own(S_IFDIR | 0700));
        built.make("private/script", own(S_IFREG | 0755, "#!/bin/sh\n"));
        built.make("link", own(S_IFLNK, "private/script"));
        built.make("fifo", own(S_IFIFO | 0640));
        built.make("socket", own(S_IFSOCK | 0777));
        built.link("plain", "private/again");
        built.make("sticky", own(S_IFDIR | 01777));
        built.make("sticky/mine", own(S_IFREG | 0600, "mine"));
        built.make("sticky/other", {.mode = S_IFREG | 0644,
                                    .uid = kStranger,
                                    .gid = kStranger,
                                    .content = "somebody else's"});
        built.make("unwritable", own(S_IFDIR | 0555));
        built.make("unwritable/file", own(S_IFREG | 0400, "inside"));
        built.set_times();
    }

    CommandResult run_as_owner(const std::vector<std::string>& arguments) {
        std::vector<std::string> words = {"env",
                                          "XDG_STATE_HOME=" + home(),
                                          "setpriv",
                                          fmt::format("--reuid={}", kHostOwner.uid),
                                          fmt::format("--regid={}", kHostOwner.gid),
                                          "--clear-groups",
                                          "--inh-caps=-all",
                                          program()};
        words.insert(words.end(), arguments.begin(), arguments.end());
        return run_command(std::move(words));
    }

    CommandResult convert_as_owner(const std::vector<std::string>& more = {}) {
        std::vector<std::string> words = {"convert",     tree(),          "--from",
                                          "passthrough", "--to",          "mapped-xattr",
                                          "--run",       home() + "/run", "--apply"};
        words.insert(words.end(), more.begin(), more.end());
        return run_as_owner(words);
    }
};

TEST_F(UnprivilegedMigration, IsRefusedForWhatBelongsToOthers) {
    const HostListing before = list_host(tree());

    const CommandResult result = convert_as_owner();

    EXPECT_EQ(result.status, 1) << result;
    EXPECT_THAT(result.output, ::testing::HasSubstr("'sticky/other'"));
    EXPECT_THAT(differences(before, list_host(tree())), IsEmpty());
}

/// What belongs to a stranger is left as it is: without metadata the server shows the host's view,
/// which is what the guest saw before.
TEST_F(UnprivilegedMigration, ShowsTheSameThroughAServerOfTheUser) {
    const GuestListing before = see(tree(), "passthrough");
    ASSERT_EQ(before.size(), 15U);

    const CommandResult result = convert_as_owner({"--allow", "missing-privilege"});

    ASSERT_EQ(result.status, 0) << result;
    EXPECT_THAT(differences(before, see(tree(), "mapped-xattr", kHostOwner)), IsEmpty());
    for (const auto& [path, entry] : list_host(tree())) {
        EXPECT_EQ(entry.xattrs.contains("user.virtfs.uid"), path != "sticky/other") << path;
    }
}

TEST_F(UnprivilegedMigration, IsATreeThatTheServerCanWorkIn) {
    GuestListing objects = see(tree(), "passthrough");
    const CommandResult result = convert_as_owner({"--allow", "missing-privilege"});
    ASSERT_EQ(result.status, 0) << result;
    QemuOptions unprivileged = options("mapped-xattr");
    unprivileged.export_path = tree();
    unprivileged.run_as = kHostOwner;
    serve(unprivileged);

    EXPECT_THAT(work_everywhere(*guest_, {{"sticky/other", objects.at("sticky/other")}}),
                Not(IsEmpty())); // nothing can be stored on it
    objects.erase("sticky/other");
    EXPECT_THAT(work_everywhere(*guest_, objects), IsEmpty());
}

TEST_F(UnprivilegedMigration, IsTakenBackByTheUser) {
    const HostListing before = list_host(tree());

    ASSERT_EQ(convert_as_owner({"--allow", "missing-privilege"}).status, 0);
    const CommandResult result = run_as_owner({"undo", home() + "/run"});

    EXPECT_EQ(result.status, 0) << result;
    EXPECT_THAT(differences(before, list_host(tree())), IsEmpty());
}

} // namespace
} // namespace permap::oracle
