// SPDX-License-Identifier: Apache-2.0
#include "base/linux_fs.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <linux/stat.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {
namespace {

using testing::Eq;
using testing::Optional;
using tests::FailsWith;
using tests::HasValue;
using tests::ScratchDirectory;
using tests::Succeeds;

class LinuxWriterTest : public testing::Test {
protected:
    [[nodiscard]] Stat stat_of(const char* name) const {
        return reader_.stat_at(root_.get(), name).value_or(Stat{});
    }

    ScratchDirectory scratch_;
    Fd root_ = scratch_.open();
    LinuxReader reader_{SafetyLevel::dirfd};
    LinuxWriter writer_;
};

TEST_F(LinuxWriterTest, SetsTheModeThroughAnyDescriptor) {
    scratch_.make_file("file", "", 0600);
    const Fd pinned = scratch_.open_path("file");

    EXPECT_THAT(writer_.set_mode(pinned.get(), 0640), Succeeds());
    EXPECT_EQ(stat_of("file").mode & 07777U, 0640U);
    EXPECT_THAT(writer_.set_mode(root_.get(), 0711), Succeeds());
    EXPECT_EQ(stat_of(".").mode & 07777U, 0711U);
}

TEST_F(LinuxWriterTest, SetsTheModeOfAFifoWithoutOpeningIt) {
    scratch_.make_special("fifo", S_IFIFO | 0600);
    const Fd pinned = scratch_.open_path("fifo");

    EXPECT_THAT(writer_.set_mode(pinned.get(), 0620), Succeeds());
    EXPECT_EQ(stat_of("fifo").mode & 07777U, 0620U);
}

TEST_F(LinuxWriterTest, SetsTheOwnerOfALinkItself) {
    scratch_.make_symlink("link", "nowhere");
    const Fd pinned = scratch_.open_path("link");

    EXPECT_THAT(writer_.set_owner(pinned.get(), ::geteuid(), ::getegid()), Succeeds());
}

TEST_F(LinuxWriterTest, SetsTimesThroughAPinnedDescriptor) {
    const Timestamp atime = {.seconds = 10, .nanoseconds = 20};
    const Timestamp mtime = {.seconds = -30, .nanoseconds = 40};
    scratch_.make_symlink("link", "nowhere");
    const Fd pinned = scratch_.open_path("link");

    EXPECT_THAT(writer_.set_times(pinned.get(), atime, mtime), Succeeds());
    EXPECT_EQ(stat_of("link").atime, atime);
    EXPECT_EQ(stat_of("link").mtime, mtime);
}

TEST_F(LinuxWriterTest, SetsAndRemovesAttributesThroughAnyDescriptor) {
    scratch_.make_file("file");
    const Fd pinned = scratch_.open_path("file");
    const std::string value("a\0b", 3);

    EXPECT_THAT(writer_.set_xattr(pinned.get(), "user.x", value), Succeeds());
    EXPECT_THAT(reader_.get_xattr_at(root_.get(), "file", "user.x"), HasValue(Optional(value)));
    EXPECT_THAT(writer_.remove_xattr(pinned.get(), "user.x"), Succeeds());
    EXPECT_THAT(reader_.get_xattr_at(root_.get(), "file", "user.x"), HasValue(Eq(std::nullopt)));
    EXPECT_THAT(writer_.remove_xattr(pinned.get(), "user.x"), Succeeds()) << "gone is gone";
    EXPECT_THAT(writer_.set_xattr(root_.get(), "user.x", value), Succeeds());
}

TEST_F(LinuxWriterTest, SetsTwoFlagsAndLeavesTheOthers) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "needs root";
    }
    scratch_.make_file("file");
    const Fd fd(::openat(root_.get(), "file", O_RDONLY | O_CLOEXEC));
    int bits = FS_NODUMP_FL;
    ASSERT_EQ(::ioctl(fd.get(), FS_IOC_SETFLAGS, &bits), 0);

    EXPECT_THAT(writer_.set_flags(fd.get(), {.is_immutable = true, .is_append_only = true}),
                Succeeds());
    EXPECT_EQ(stat_of("file").attributes & STATX_ATTR_IMMUTABLE, STATX_ATTR_IMMUTABLE);
    EXPECT_EQ(stat_of("file").attributes & STATX_ATTR_APPEND, STATX_ATTR_APPEND);
    EXPECT_THAT(writer_.set_mode(fd.get(), 0600), FailsWith(EPERM));
    EXPECT_THAT(writer_.set_flags(fd.get(), {}), Succeeds());
    EXPECT_EQ(stat_of("file").attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND), 0U);
    EXPECT_EQ(stat_of("file").attributes & STATX_ATTR_NODUMP, STATX_ATTR_NODUMP);
}

TEST_F(LinuxWriterTest, MakesANarrowFileOnce) {
    const Result<Fd> made = writer_.make_file(root_.get(), "new");

    ASSERT_THAT(made, Succeeds());
    EXPECT_THAT(writer_.write_all(made->get(), "content"), Succeeds());
    EXPECT_THAT(reader_.read_head(made->get(), 100), HasValue(Eq("content")));
    EXPECT_EQ(stat_of("new").mode, S_IFREG | 0600U);
    EXPECT_THAT(writer_.make_file(root_.get(), "new"), FailsWith(EEXIST));
}

TEST_F(LinuxWriterTest, DoesNotWriteThroughAPlantedLink) {
    scratch_.make_symlink("trap", scratch_.path_of("victim"));

    EXPECT_THAT(writer_.make_file(root_.get(), "trap"), FailsWith(EEXIST));
    EXPECT_THAT(writer_.make_special(root_.get(), "trap", S_IFIFO | 0666, 0), FailsWith(EEXIST));
    EXPECT_EQ(::access(scratch_.path_of("victim").c_str(), F_OK), -1);
}

TEST_F(LinuxWriterTest, MakesNarrowSpecialsAndLinks) {
    EXPECT_THAT(writer_.make_special(root_.get(), "fifo", S_IFIFO | 06777, 0), Succeeds());
    EXPECT_THAT(writer_.make_symlink(root_.get(), "link", "any/\xFF text"), Succeeds());

    EXPECT_EQ(stat_of("fifo").mode, S_IFIFO | 0600U);
    EXPECT_THAT(reader_.read_link(root_.get(), "link"), HasValue(Eq("any/\xFF text")));
}

TEST_F(LinuxWriterTest, LinksWhatADescriptorHolds) {
    scratch_.make_symlink("link", "nowhere");
    const Fd pinned = scratch_.open_path("link");

    EXPECT_THAT(writer_.link(pinned.get(), root_.get(), "second"), Succeeds());
    EXPECT_EQ(stat_of("second").inode, stat_of("link").inode);
    EXPECT_TRUE(S_ISLNK(stat_of("second").mode));
}

TEST_F(LinuxWriterTest, ExchangesTwoNames) {
    scratch_.make_file("file");
    scratch_.make_symlink("link", "nowhere");
    const std::uint64_t file = stat_of("file").inode;

    EXPECT_THAT(writer_.exchange(root_.get(), "file", "link"), Succeeds());
    EXPECT_EQ(stat_of("link").inode, file);
    EXPECT_THAT(writer_.exchange(root_.get(), "file", "missing"), FailsWith(ENOENT));
}

TEST_F(LinuxWriterTest, UnlinksFilesNotDirectories) {
    scratch_.make_file("file");
    scratch_.make_directory("sub");

    EXPECT_THAT(writer_.unlink(root_.get(), "file"), Succeeds());
    EXPECT_THAT(writer_.unlink(root_.get(), "file"), FailsWith(ENOENT));
    EXPECT_THAT(writer_.unlink(root_.get(), "sub"), FailsWith(EISDIR));
}

TEST_F(LinuxWriterTest, Flushes) {
    EXPECT_THAT(writer_.sync(root_.get()), Succeeds());
    EXPECT_THAT(writer_.sync_file_system(root_.get()), Succeeds());
    EXPECT_THAT(writer_.sync(-1), FailsWith(EBADF));
}

} // namespace
} // namespace permap::base
