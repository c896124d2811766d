// SPDX-License-Identifier: Apache-2.0
// The jail: what the kernel itself refuses below the root.
#include "base/jail.hpp"

#include "tests/support/as_nobody.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

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

/// The errno of opening `name` in the jail; 0 where it opens.
int open_error(const Root& jail, const char* name, int flags) {
    const Fd fd(::openat(jail.fd.get(), name, flags | O_CLOEXEC | O_NONBLOCK));
    return fd ? 0 : errno;
}

class Jail : public testing::Test {
protected:
    void SetUp() override {
        if (!tests::is_root()) {
            GTEST_SKIP() << "only root can clone a mount";
        }
        scratch_.make_directory("sub");
        scratch_.make_file("sub/file", "data");
    }

    [[nodiscard]] Root open(Access access = Access::read,
                            SubMounts sub_mounts = SubMounts::leave_out) const {
        Result<Root> root = open_root(
            scratch_.path(), {.safety = Safety::jail, .access = access, .sub_mounts = sub_mounts});
        EXPECT_THAT(root, Succeeds());
        return std::move(*root);
    }

    tests::ScratchDirectory scratch_;
};

TEST_F(Jail, IsWhatRootGets) {
    const Result<Root> root = open_root(scratch_.path(), {});

    ASSERT_THAT(root, Succeeds());
    EXPECT_EQ(root->level, SafetyLevel::jail);
    EXPECT_EQ(root->why_not_jail, "");
    EXPECT_EQ(root->real_path, scratch_.path());
    EXPECT_STREQ(to_text(root->level), "jail");
}

TEST_F(Jail, FollowsNoLinkInAnyComponent) {
    scratch_.make_symlink("link", "sub");
    scratch_.make_symlink("absolute", "/etc");
    const Root jail = open();

    EXPECT_EQ(open_error(jail, "link/file", O_RDONLY), ELOOP);
    EXPECT_EQ(open_error(jail, "absolute/passwd", O_RDONLY), ELOOP);
    EXPECT_EQ(open_error(jail, "sub/file", O_RDONLY), 0);
}

TEST_F(Jail, OpensNoDevice) {
    scratch_.make_special("null", S_IFCHR | 0666, makedev(1, 3));
    const Root jail = open();

    EXPECT_EQ(open_error(jail, "null", O_RDONLY), EACCES);
    EXPECT_EQ(open_error(jail, "null", O_PATH), 0) << "pinning it is harmless";
}

TEST_F(Jail, IsNotNeededToRefuseSpecialFiles) {
    scratch_.make_special("null", S_IFCHR | 0666, makedev(1, 3));
    scratch_.make_special("fifo", S_IFIFO | 0600);
    const Fd root = scratch_.open();
    const LinuxReader without_jail(SafetyLevel::dirfd);

    EXPECT_THAT(without_jail.open_node(root.get(), "null"), FailsWith(ENXIO));
    EXPECT_THAT(without_jail.open_node(root.get(), "fifo"), FailsWith(ENXIO));
}

TEST_F(Jail, CannotBeLeftUpwards) {
    const Root jail = open();
    struct stat root {};
    struct stat above {};

    ASSERT_EQ(::fstat(jail.fd.get(), &root), 0);
    ASSERT_EQ(::fstatat(jail.fd.get(), "..", &above, 0), 0);

    EXPECT_EQ(above.st_ino, root.st_ino);
}

TEST_F(Jail, RefusesEveryWriteForAudits) {
    const Root jail = open(Access::read);
    const LinuxWriter writer;
    const LinuxReader reader(SafetyLevel::jail);
    const Result<Fd> file = reader.open_node(jail.fd.get(), "sub/file");
    ASSERT_THAT(file, Succeeds());

    EXPECT_EQ(open_error(jail, "sub/file", O_WRONLY), EROFS);
    EXPECT_THAT(writer.set_mode(file->get(), 0600), FailsWith(EROFS));
    EXPECT_THAT(writer.set_owner(file->get(), 1, 1), FailsWith(EROFS));
    EXPECT_THAT(writer.set_xattr(file->get(), "user.x", "x"), FailsWith(EROFS));
    EXPECT_THAT(writer.make_file(jail.fd.get(), "new"), FailsWith(EROFS));
    EXPECT_THAT(writer.unlink(jail.fd.get(), "sub/file"), FailsWith(EROFS));
}

TEST_F(Jail, TakesWritesForConversions) {
    const Root jail = open(Access::write);
    const LinuxWriter writer;

    EXPECT_THAT(writer.make_file(jail.fd.get(), "new"), Succeeds());
    EXPECT_THAT(writer.unlink(jail.fd.get(), "new"), Succeeds());
}

TEST_F(Jail, TouchesNoAccessTime) {
    scratch_.set_times("sub/file", 1000);
    const Root jail = open();
    const Fd file(::openat(jail.fd.get(), "sub/file", O_RDONLY | O_CLOEXEC));
    char byte = 0;
    ASSERT_EQ(::read(file.get(), &byte, 1), 1);
    struct stat status {};

    ASSERT_EQ(::fstat(file.get(), &status), 0);

    EXPECT_EQ(status.st_atim.tv_sec, 1000);
}

/// A mount on "sub", in a mount namespace of this process alone.
class JailOverMounts : public Jail {
protected:
    void SetUp() override {
        Jail::SetUp();
        if (IsSkipped()) {
            return;
        }
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("none", scratch_.path_of("sub").c_str(), "tmpfs", 0, nullptr) != 0) {
            GTEST_SKIP() << "mounts cannot be made here";
        }
        scratch_.make_file("sub/mounted");
        is_mounted_ = true;
    }

    void TearDown() override {
        if (is_mounted_) {
            ::umount2(scratch_.path_of("sub").c_str(), MNT_DETACH);
        }
    }

private:
    bool is_mounted_ = false;
};

TEST_F(JailOverMounts, ShowsTheDirectoryUnderneath) {
    const Root jail = open();

    EXPECT_EQ(open_error(jail, "sub/file", O_RDONLY), 0);
    EXPECT_EQ(open_error(jail, "sub/mounted", O_RDONLY), ENOENT);
}

TEST_F(JailOverMounts, ShowsMountsWhereTheyAreAskedFor) {
    const Root jail = open(Access::read, SubMounts::include);

    EXPECT_EQ(open_error(jail, "sub/mounted", O_RDONLY), 0);
    EXPECT_EQ(open_error(jail, "sub/mounted", O_WRONLY), EROFS) << "they are jailed, too";
}

TEST_F(JailOverMounts, AreNotCrossedAtTheDirfdLevel) {
    const Fd root = scratch_.open();
    const LinuxReader stays(SafetyLevel::dirfd, CrossMounts::no);
    const LinuxReader crosses(SafetyLevel::dirfd, CrossMounts::yes);

    EXPECT_THAT(stays.open_directory(root.get(), "sub"), FailsWith(EXDEV));
    EXPECT_THAT(crosses.open_directory(root.get(), "sub"), Succeeds());
}

} // namespace
} // namespace permap::base
