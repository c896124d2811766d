// SPDX-License-Identifier: Apache-2.0
// Smoke tests of the oracle itself: that the driver asks the real server what it claims to ask.
// What the server answers in every corner is the business of the conformance tests.
#include "base/quote.hpp"
#include "tests/oracle/oracle_fixture.hpp"

#include <cerrno>
#include <csignal>
#include <fstream>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr RunAs kNobody{.uid = 65534, .gid = 65534};
constexpr int kManyEntries = 4000; // more than one Rreaddir holds

class OracleTest : public OracleFixture {
protected:
    /// The host's bytes of `user.virtfs.<field>` in hexadecimal; "absent" when there are none.
    std::string stored(std::string_view path, const std::string& field) {
        const auto value = host_->xattr_of(path, "user.virtfs." + field);
        if (!value) {
            return base::to_text(value.error());
        }
        return base::hex(value->value_or("")) + (value->has_value() ? "" : "absent");
    }
};

class MappedXattr : public OracleTest {
protected:
    void SetUp() override {
        OracleTest::SetUp();
        if (host_) {
            serve(options("mapped-xattr"));
        }
    }
};

TEST_F(MappedXattr, StoresAFile) {
    ASSERT_THAT(guest_->create_file("file", 0644, "hello"), Succeeds());

    EXPECT_EQ(stored("file", "uid"), "e8030000");
    EXPECT_EQ(stored("file", "gid"), "e9030000");
    EXPECT_EQ(stored("file", "mode"), "a4810000");
    EXPECT_EQ(stored("file", "rdev"), "absent");
    EXPECT_EQ(host_->stat_of("file")->st_mode, S_IFREG | 0600U);
    EXPECT_EQ(*host_->content_of("file"), "hello");
}

TEST_F(MappedXattr, StoresADirectory) {
    ASSERT_THAT(guest_->mkdir("directory", 0755), Succeeds());

    EXPECT_EQ(stored("directory", "uid"), "e8030000");
    EXPECT_EQ(stored("directory", "mode"), "ed410000");
    EXPECT_EQ(stored("directory", "rdev"), "absent");
    EXPECT_EQ(host_->stat_of("directory")->st_mode, S_IFDIR | 0700U);
}

TEST_F(MappedXattr, StoresASymlinkAsAFile) {
    ASSERT_THAT(guest_->symlink("link", "some/where"), Succeeds());

    EXPECT_EQ(stored("link", "mode"), "ffa10000");
    EXPECT_EQ(host_->stat_of("link")->st_mode, S_IFREG | 0600U);
    EXPECT_EQ(*host_->content_of("link"), "some/where");
    EXPECT_EQ(*guest_->readlink("link"), "some/where");
}

TEST_F(MappedXattr, StoresAFifo) {
    ASSERT_THAT(guest_->mknod("fifo", S_IFIFO | 0644), Succeeds());

    EXPECT_EQ(stored("fifo", "mode"), "a4110000");
    EXPECT_EQ(stored("fifo", "rdev"), "0000000000000000");
    EXPECT_EQ(host_->stat_of("fifo")->st_mode, S_IFREG | 0600U);
}

TEST_F(MappedXattr, StoresACharacterDevice) {
    ASSERT_THAT(guest_->mknod("null", S_IFCHR | 0666, {.major = 1, .minor = 3}), Succeeds());

    EXPECT_EQ(stored("null", "mode"), "b6210000");
    EXPECT_EQ(stored("null", "rdev"), "0301000000000000");
    EXPECT_EQ(guest_->getattr("null")->rdev, makedev(1, 3));
}

TEST_F(MappedXattr, SharesAttributesBetweenHardLinks) {
    ASSERT_THAT(guest_->create_file("one", 0600), Succeeds());
    ASSERT_THAT(guest_->link("one", "two"), Succeeds());
    ASSERT_THAT(guest_->chmod("two", 04711), Succeeds());

    EXPECT_EQ(host_->stat_of("one")->st_ino, host_->stat_of("two")->st_ino);
    EXPECT_EQ(stored("one", "mode"), "c9890000");
    EXPECT_EQ(guest_->getattr("one")->nlink, 2U);
}

TEST_F(MappedXattr, ReportsWhatWasSet) {
    ASSERT_THAT(guest_->create_file("file", 0600, "hello"), Succeeds());
    const AttributeChanges changes{
        .mode = S_IFREG | 02750,
        .uid = 4294967294,
        .gid = 7,
        .atime = Timestamp{.seconds = 1'000'000'000, .nanoseconds = 1},
        .mtime = Timestamp{.seconds = 1'500'000'000, .nanoseconds = 987'654'321}};
    // The size on its own: in one message it comes last and would set the time again.
    ASSERT_THAT(guest_->setattr("file", {.size = 3}), Succeeds());
    ASSERT_THAT(guest_->setattr("file", changes), Succeeds());

    const auto attributes = guest_->getattr("file");

    ASSERT_THAT(attributes, Succeeds());
    EXPECT_EQ(attributes->mode, S_IFREG | 02750U);
    EXPECT_EQ(attributes->uid, 4294967294U);
    EXPECT_EQ(attributes->gid, 7U);
    EXPECT_EQ(attributes->size, 3U);
    EXPECT_EQ(attributes->atime, changes.atime);
    EXPECT_EQ(attributes->mtime, changes.mtime);
    EXPECT_EQ(stored("file", "uid"), "feffffff");
}

TEST_F(MappedXattr, MovesAndRemoves) {
    ASSERT_THAT(guest_->mkdir("a", 0755), Succeeds());
    ASSERT_THAT(guest_->create_file("a/file", 0644), Succeeds());

    EXPECT_THAT(guest_->rename("a/file", "moved"), Succeeds());
    EXPECT_THAT(guest_->rmdir("a"), Succeeds());
    EXPECT_THAT(*guest_->list_directory(""), ElementsAre("moved"));
    EXPECT_THAT(guest_->unlink("moved"), Succeeds());
    EXPECT_THAT(*guest_->list_directory(""), ElementsAre());
}

TEST_F(MappedXattr, MovesByFid) {
    ASSERT_THAT(guest_->create_file("old", 0644), Succeeds());
    const auto root = guest_->walk("");
    const auto file = guest_->walk("old");
    ASSERT_THAT(file, Succeeds());

    EXPECT_THAT(server_->client().rename(*file, *root, "new"), Succeeds());
    EXPECT_THAT(*guest_->list_directory(""), ElementsAre("new"));
}

TEST_F(MappedXattr, KeepsUserAttributes) {
    ASSERT_THAT(guest_->create_file("file", 0644), Succeeds());
    ASSERT_THAT(guest_->set_xattr("file", "user.colour", "deep blue"), Succeeds());

    EXPECT_EQ(*guest_->get_xattr("file", "user.colour"), "deep blue");
    EXPECT_THAT(*guest_->list_xattrs("file"), ElementsAre("user.colour"));
    EXPECT_EQ(*host_->xattr_of("file", "user.colour"), "deep blue");
    EXPECT_THAT(guest_->remove_xattr("file", "user.colour"), Succeeds());
    EXPECT_THAT(guest_->get_xattr("file", "user.colour"), FailsWith(ENODATA));
}

TEST_F(MappedXattr, KeepsAclsUnderAnotherName) {
    const std::string acl("\x02\0\0\0\x01\0\x06\0\xff\xff\xff\xff", 12); // version 2, u::rw-
    ASSERT_THAT(guest_->create_file("file", 0644), Succeeds());
    ASSERT_THAT(guest_->set_xattr("file", "system.posix_acl_access", acl), Succeeds());

    EXPECT_EQ(*guest_->get_xattr("file", "system.posix_acl_access"), acl);
    EXPECT_THAT(*guest_->list_xattrs("file"), ElementsAre("system.posix_acl_access"));
    EXPECT_EQ(stored("file", "system.posix_acl_access"), base::hex(acl));
}

TEST_F(MappedXattr, HidesItsOwnAttributes) {
    ASSERT_THAT(guest_->create_file("file", 0644), Succeeds());

    EXPECT_THAT(guest_->get_xattr("file", "user.virtfs.uid"), FailsWith(ENODATA));
    EXPECT_THAT(guest_->set_xattr("file", "user.virtfs.uid", "root"), FailsWith(EACCES));
}

TEST_F(MappedXattr, WalksDeeperThanOneMessageAllows) {
    std::string path = "d";
    ASSERT_THAT(guest_->mkdir(path, 0755), Succeeds());
    for (int depth = 1; depth < 40; ++depth) {
        path += "/d";
        ASSERT_THAT(guest_->mkdir(path, 0755), Succeeds());
    }

    EXPECT_THAT(guest_->getattr(path), Succeeds());
    EXPECT_THAT(guest_->getattr(path + "/missing/file"), FailsWith(ENOENT));
    EXPECT_EQ(list_guest(server_->client())->count(path), 1U);
}

TEST_F(MappedXattr, CarriesTheLongestStrings) {
    const std::string target(65535, 't');

    EXPECT_THAT(guest_->symlink("link", target), Succeeds());
    EXPECT_EQ(*guest_->readlink("link"), target);
    EXPECT_THAT(guest_->symlink("longer", target + "t"), FailsWith(ENAMETOOLONG));
}

TEST_F(MappedXattr, CarriesMoreDataThanOneMessageHolds) {
    const std::string content(600UL * 1024, 'x');

    ASSERT_THAT(guest_->create_file("file", 0644, content), Succeeds());
    EXPECT_EQ(*guest_->read_file("file"), content);
}

TEST_F(MappedXattr, ListsThousandsOfEntries) {
    for (int i = 0; i < kManyEntries; ++i) {
        std::ofstream(host_->path_of(fmt::format("{:0100}", i))) << i;
    }

    const auto listing = list_guest(server_->client());

    ASSERT_THAT(listing, Succeeds());
    EXPECT_EQ(listing->size(), kManyEntries + 1U); // and the root
}

TEST_F(MappedXattr, NamesAreBytes) {
    ASSERT_THAT(guest_->create_file("a\n\xff'b", 0644), Succeeds());

    EXPECT_THAT(*guest_->list_directory(""), ElementsAre("a\n\xff'b"));
    EXPECT_THAT(guest_->create_file("a\n\xff'b", 0644), FailsWith(EEXIST));
}

TEST_F(OracleTest, PassthroughShowsTheHost) {
    std::ofstream(host_->path_of("file")) << "hello";
    ASSERT_EQ(::chown(host_->path_of("file").c_str(), 5, 6), 0);
    ASSERT_EQ(::chmod(host_->path_of("file").c_str(), 04750), 0);
    ASSERT_EQ(::symlink("file", host_->path_of("link").c_str()), 0);
    ASSERT_EQ(::mknod(host_->path_of("null").c_str(), S_IFCHR | 0600, makedev(1, 3)), 0);
    serve(options("passthrough"));

    const auto listing = list_guest(server_->client());

    ASSERT_THAT(listing, Succeeds());
    EXPECT_EQ(listing->at("file").mode, S_IFREG | 04750U);
    EXPECT_EQ(listing->at("file").uid, 5U);
    EXPECT_EQ(listing->at("file").gid, 6U);
    EXPECT_EQ(listing->at("file").mtime.nanoseconds,
              static_cast<std::uint64_t>(host_->stat_of("file")->st_mtim.tv_nsec));
    EXPECT_EQ(listing->at("link").link_target, "file");
    EXPECT_EQ(listing->at("null").rdev, makedev(1, 3));
    EXPECT_EQ(listing->size(), 4U);
}

TEST_F(OracleTest, PassthroughCreatesWithGuestIds) {
    serve(options("passthrough"));

    ASSERT_THAT(guest_->create_file("file", 0640), Succeeds());

    EXPECT_EQ(host_->stat_of("file")->st_uid, kAlice.uid);
    EXPECT_EQ(host_->stat_of("file")->st_gid, kAlice.gid);
    EXPECT_EQ(host_->stat_of("file")->st_mode, S_IFREG | 0640U);
}

TEST_F(OracleTest, MappedFileWritesText) {
    serve(options("mapped-file"));

    ASSERT_THAT(guest_->create_file("file", 0644), Succeeds());

    EXPECT_EQ(*host_->content_of(".virtfs_metadata/file"),
              "virtfs.uid=1000\nvirtfs.gid=1001\nvirtfs.mode=33188\n");
}

TEST_F(OracleTest, RunsUnprivileged) {
    ASSERT_EQ(::chown(host_->path().c_str(), kNobody.uid, kNobody.gid), 0);
    QemuOptions unprivileged = options("mapped-xattr");
    unprivileged.run_as = kNobody;
    serve(unprivileged);

    ASSERT_THAT(guest_->create_file("file", 04755), Succeeds());

    EXPECT_EQ(host_->stat_of("file")->st_uid, kNobody.uid);
    EXPECT_EQ(host_->stat_of("file")->st_gid, kNobody.gid);
    EXPECT_EQ(guest_->getattr("file")->mode, S_IFREG | 04755U);
    EXPECT_EQ(guest_->getattr("file")->uid, kAlice.uid);
}

TEST_F(OracleTest, UnprivilegedServerHasNoPrivilege) {
    ASSERT_EQ(::chmod(host_->path().c_str(), 0755), 0);
    QemuOptions unprivileged = options("mapped-xattr");
    unprivileged.run_as = kNobody;
    serve(unprivileged);

    EXPECT_THAT(guest_->create_file("file", 0644), FailsWith(EACCES));
}

TEST_F(OracleTest, TakesHostModesAndUmask) {
    QemuOptions open_modes = options("mapped-xattr");
    open_modes.fmode = "0666";
    open_modes.dmode = "0777";
    open_modes.umask = 0007;
    serve(open_modes);

    ASSERT_THAT(guest_->create_file("file", 0600), Succeeds());
    ASSERT_THAT(guest_->mkdir("directory", 0700), Succeeds());

    EXPECT_EQ(host_->stat_of("file")->st_mode, S_IFREG | 0660U);
    EXPECT_EQ(host_->stat_of("directory")->st_mode, S_IFDIR | 0770U);
}

TEST_F(OracleTest, ServesReadonly) {
    QemuOptions readonly = options("mapped-xattr");
    readonly.is_readonly = true;
    serve(readonly);

    EXPECT_THAT(guest_->mkdir("directory", 0755), FailsWith(EROFS));
}

TEST_F(OracleTest, TellsWhyTheServerDidNotStart) {
    QemuOptions bad = options("mapped-xattr");
    bad.export_path = host_->path_of("missing");

    const auto started = QemuServer::start(bad);

    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().detail, HasSubstr("No such file or directory"));
}

TEST_F(OracleTest, DoesNotHangOnAWedgedServer) {
    QemuOptions impatient = options("mapped-xattr");
    impatient.timeout = std::chrono::milliseconds(500);
    serve(impatient);
    ASSERT_EQ(::kill(server_->pid(), SIGSTOP), 0);

    const Clock::time_point before = Clock::now();
    EXPECT_THAT(guest_->getattr(""), FailsWith(ETIMEDOUT));
    EXPECT_THAT(guest_->getattr(""), FailsWith(ETIMEDOUT));
    EXPECT_LT(Clock::now() - before, std::chrono::seconds(5));
}

TEST_F(OracleTest, LeavesNoProcessBehind) {
    serve(options("mapped-xattr"));
    const pid_t pid = server_->pid();

    guest_.reset();
    server_.reset();

    EXPECT_EQ(::kill(pid, 0), -1);
}

} // namespace
} // namespace permap::oracle
