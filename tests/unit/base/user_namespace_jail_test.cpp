// SPDX-License-Identifier: Apache-2.0
// The jail of an ordinary user, made through a user namespace: the flags hold, and owners read as
// they are. Runs as root, to make objects of others, and acts as nobody.
#include "base/jail.hpp"

#include "tests/support/as_nobody.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace permap::base {
namespace {

using tests::FailsWith;
using tests::Succeeds;

constexpr std::uint32_t kSomebody = 1234;

/// The errno of opening `name` in the jail; 0 where it opens.
int error_of_opening(const Root& jail, const char* name, int flags) {
    const Fd fd(::openat(jail.fd.get(), name, flags | O_CLOEXEC | O_NONBLOCK));
    return fd ? 0 : errno;
}

class UserNamespaceJail : public testing::Test {
protected:
    void SetUp() override {
        if (!tests::is_root()) {
            GTEST_SKIP() << "needs root to make objects of others";
        }
        scratch_.set_mode(".", 0755);
        scratch_.make_file("own", "data");
        scratch_.set_owner("own", tests::kNobody, tests::kNobody);
        scratch_.make_directory("sub", 0777);
        scratch_.make_file("sub/file", "data");
        scratch_.set_owner("sub/file", kSomebody, kSomebody);
        scratch_.set_mode("sub/file", 0666);
    }

    /// As nobody, until the test ends.
    [[nodiscard]] Root open(Access access = Access::read) {
        nobody_.emplace();
        Result<Root> root = open_root(scratch_.path(), {.safety = Safety::jail, .access = access});
        EXPECT_THAT(root, Succeeds());
        return std::move(*root);
    }

    tests::ScratchDirectory scratch_;
    std::optional<tests::AsNobody> nobody_;
};

TEST_F(UserNamespaceJail, IsWhatAnOrdinaryUserGets) {
    const tests::AsNobody nobody;

    const Result<Root> root = open_root(scratch_.path(), {});

    ASSERT_THAT(root, Succeeds());
    EXPECT_EQ(root->level, SafetyLevel::jail);
    EXPECT_TRUE(root->moves_atimes);
    EXPECT_FALSE(root->has_sub_mounts);
    EXPECT_EQ(root->real_path, scratch_.path());
}

TEST_F(UserNamespaceJail, ShowsOwnersAsTheyAre) {
    const Root jail = open();

    const Result<Stat> stat = jail.reader().stat_at(jail.fd.get(), "sub");
    const Result<Fd> sub = jail.reader().open_directory(jail.fd.get(), "sub");
    ASSERT_THAT(sub, Succeeds());
    const Result<Stat> inner = jail.reader().stat_at(sub->get(), "file");

    ASSERT_THAT(stat, Succeeds());
    ASSERT_THAT(inner, Succeeds());
    EXPECT_EQ(stat->uid, 0U);
    EXPECT_EQ(inner->uid, kSomebody);
    EXPECT_EQ(inner->gid, kSomebody);
}

TEST_F(UserNamespaceJail, FollowsNoLinkInAnyComponent) {
    scratch_.make_symlink("link", "sub");
    scratch_.make_symlink("absolute", "/etc");
    const Root jail = open();

    EXPECT_EQ(error_of_opening(jail, "link/file", O_RDONLY), ELOOP);
    EXPECT_EQ(error_of_opening(jail, "absolute/passwd", O_RDONLY), ELOOP);
    EXPECT_EQ(error_of_opening(jail, "sub/file", O_RDONLY), 0);
}

TEST_F(UserNamespaceJail, OpensNoDevice) {
    scratch_.make_special("null", S_IFCHR | 0666, makedev(1, 3));
    scratch_.set_mode("null", 0666);
    const Root jail = open();

    EXPECT_EQ(error_of_opening(jail, "null", O_RDONLY), EACCES);
}

TEST_F(UserNamespaceJail, CannotBeLeftUpwards) {
    const Root jail = open();
    struct stat root {};
    struct stat above {};

    ASSERT_EQ(::fstat(jail.fd.get(), &root), 0);
    ASSERT_EQ(::fstatat(jail.fd.get(), "..", &above, 0), 0);

    EXPECT_EQ(above.st_ino, root.st_ino);
}

TEST_F(UserNamespaceJail, RefusesEveryWriteForAudits) {
    const Root jail = open(Access::read);
    const LinuxWriter writer;
    const Result<Fd> file = jail.reader().open_node(jail.fd.get(), "own");
    ASSERT_THAT(file, Succeeds());

    EXPECT_EQ(error_of_opening(jail, "own", O_WRONLY), EROFS);
    EXPECT_EQ(error_of_opening(jail, "sub/file", O_WRONLY), EROFS);
    EXPECT_THAT(writer.set_mode(file->get(), 0600), FailsWith(EROFS));
    EXPECT_THAT(writer.set_xattr(file->get(), "user.x", "x"), FailsWith(EROFS));
    const Result<Fd> sub = jail.reader().open_directory(jail.fd.get(), "sub");
    ASSERT_THAT(sub, Succeeds());
    EXPECT_THAT(writer.make_file(sub->get(), "new"), FailsWith(EROFS));
}

TEST_F(UserNamespaceJail, TakesWritesForConversions) {
    const Root jail = open(Access::write);
    const LinuxWriter writer;
    const Result<Fd> file = jail.reader().open_node(jail.fd.get(), "own");
    const Result<Fd> sub = jail.reader().open_directory(jail.fd.get(), "sub");
    ASSERT_THAT(file, Succeeds());
    ASSERT_THAT(sub, Succeeds());

    EXPECT_THAT(writer.set_mode(file->get(), 0600), Succeeds());
    EXPECT_THAT(writer.make_file(sub->get(), "new"), Succeeds());
    EXPECT_THAT(writer.make_symlink(sub->get(), "link", "new"), Succeeds());
    EXPECT_THAT(writer.exchange(sub->get(), "new", "link"), Succeeds());
}

/// A mount on "sub", which the user may not uncover, in a mount namespace of this process alone.
class UserNamespaceJailOverMounts : public UserNamespaceJail {
protected:
    void SetUp() override {
        UserNamespaceJail::SetUp();
        if (IsSkipped()) {
            return;
        }
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("none", scratch_.path_of("sub").c_str(), "tmpfs", 0, nullptr) != 0) {
            GTEST_SKIP() << "mounts cannot be made here";
        }
        scratch_.set_mode("sub", 0755);
        scratch_.make_file("sub/mounted");
        scratch_.set_mode("sub/mounted", 0666);
        is_mounted_ = true;
    }

    void TearDown() override {
        nobody_.reset();
        if (is_mounted_) {
            ::umount2(scratch_.path_of("sub").c_str(), MNT_DETACH);
        }
    }

private:
    bool is_mounted_ = false;
};

TEST_F(UserNamespaceJailOverMounts, StaysOffThemAtEveryOpen) {
    const Root jail = open();

    EXPECT_TRUE(jail.has_sub_mounts);
    EXPECT_EQ(error_of_opening(jail, "sub/mounted", O_RDONLY), 0) << "the kernel cannot hide it";
    EXPECT_THAT(jail.reader().open_directory(jail.fd.get(), "sub"), FailsWith(EXDEV));
    EXPECT_THAT(jail.reader().open_node(jail.fd.get(), "own"), Succeeds());
}

TEST_F(UserNamespaceJailOverMounts, JailsThemToo) {
    const Root jail = open();

    EXPECT_THAT(jail.reader(CrossMounts::yes).open_directory(jail.fd.get(), "sub"), Succeeds());
    EXPECT_EQ(error_of_opening(jail, "sub/mounted", O_WRONLY), EROFS);
}

} // namespace
} // namespace permap::base
