// SPDX-License-Identifier: Apache-2.0
#include "base/linux_fs.hpp"

#include "tests/support/as_nobody.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <array>
#include <cerrno>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::base {
namespace {

using testing::Eq;
using testing::Optional;
using tests::FailsWith;
using tests::HasValue;
using tests::ScratchDirectory;
using tests::Succeeds;

/// Opens at the dirfd level, which any user has.
class LinuxReaderTest : public testing::Test {
protected:
    ScratchDirectory scratch_;
    Fd root_ = scratch_.open();
    LinuxReader reader_{SafetyLevel::dirfd};
};

TEST_F(LinuxReaderTest, OpensDirectoriesOnlyAsDirectories) {
    scratch_.make_directory("sub");
    scratch_.make_file("file");

    EXPECT_THAT(reader_.open_directory(root_.get(), "sub"), Succeeds());
    EXPECT_THAT(reader_.open_directory(root_.get(), "file"), FailsWith(ENOTDIR));
    EXPECT_THAT(reader_.open_directory(root_.get(), "missing"), FailsWith(ENOENT));
}

TEST_F(LinuxReaderTest, FollowsNoLinkInAnyComponent) {
    scratch_.make_directory("sub");
    scratch_.make_file("sub/file");
    scratch_.make_symlink("link", "sub");
    scratch_.make_symlink("file-link", "sub/file");

    EXPECT_THAT(reader_.open_directory(root_.get(), "link"), FailsWith(ENOTDIR));
    EXPECT_THAT(reader_.open_node(root_.get(), "file-link"), FailsWith(ELOOP));
    EXPECT_THAT(reader_.open_node(root_.get(), "link/file"), FailsWith(ELOOP));
}

TEST_F(LinuxReaderTest, DoesNotLeaveTheDirectory) {
    EXPECT_THAT(reader_.open_directory(root_.get(), ".."), FailsWith(EXDEV));
    EXPECT_THAT(reader_.open_node(root_.get(), "/etc/passwd"), FailsWith(EXDEV));
}

TEST_F(LinuxReaderTest, DoesNotWaitForAFifo) {
    scratch_.make_special("fifo", S_IFIFO | 0600);

    const LinuxReader in_jail(SafetyLevel::jail);
    EXPECT_THAT(in_jail.open_node(root_.get(), "fifo"), Succeeds());
}

TEST_F(LinuxReaderTest, PinsALinkWithoutFollowingIt) {
    scratch_.make_symlink("link", "nowhere");

    const Result<Fd> fd = reader_.open_path(root_.get(), "link");

    ASSERT_THAT(fd, Succeeds());
    const Result<Stat> stat = reader_.stat_fd(fd->get());
    ASSERT_THAT(stat, Succeeds());
    EXPECT_TRUE(S_ISLNK(stat->mode));
}

TEST_F(LinuxReaderTest, AgreesWithLstat) {
    scratch_.make_file("file", "four", 0640);
    scratch_.set_times("file", 1234);
    struct stat expected {};
    ASSERT_EQ(::lstat(scratch_.path_of("file").c_str(), &expected), 0);

    const Result<Stat> stat = reader_.stat_at(root_.get(), "file");

    ASSERT_THAT(stat, Succeeds());
    EXPECT_EQ(stat->mode, expected.st_mode);
    EXPECT_EQ(stat->inode, expected.st_ino);
    EXPECT_EQ(stat->device, expected.st_dev);
    EXPECT_EQ(stat->size, 4U);
    EXPECT_EQ(stat->mtime, (Timestamp{.seconds = 1234, .nanoseconds = 2}));
    EXPECT_EQ(stat->atime, (Timestamp{.seconds = 1234, .nanoseconds = 1}));
}

TEST_F(LinuxReaderTest, ListsAgainAfterRewinding) {
    std::array<char, 4096> buffer = {};
    const Result<std::size_t> first = reader_.read_entries(root_.get(), buffer);
    ASSERT_THAT(reader_.read_entries(root_.get(), buffer), HasValue(Eq(0U)));

    ASSERT_THAT(reader_.rewind(root_.get()), Succeeds());

    EXPECT_THAT(reader_.read_entries(root_.get(), buffer), HasValue(Eq(*first)));
}

TEST_F(LinuxReaderTest, SaysNothingOfAnAbsentAttribute) {
    scratch_.make_file("file");

    EXPECT_THAT(reader_.get_xattr_at(root_.get(), "file", "user.none"), HasValue(Eq(std::nullopt)));
    EXPECT_THAT(reader_.get_xattr_fd(root_.get(), "user.none"), HasValue(Eq(std::nullopt)));
}

TEST_F(LinuxReaderTest, ReadsValuesLargerThanItsFirstBuffer) {
    const std::string large(3000, 'x');
    scratch_.make_file("file");
    scratch_.set_xattr("file", "user.large", large);
    const Result<Fd> fd = reader_.open_node(root_.get(), "file");
    ASSERT_THAT(fd, Succeeds());

    EXPECT_THAT(reader_.get_xattr_at(root_.get(), "file", "user.large"), HasValue(Optional(large)));
    EXPECT_THAT(reader_.get_xattr_fd(fd->get(), "user.large"), HasValue(Optional(large)));
}

TEST_F(LinuxReaderTest, ReadsListsLargerThanItsFirstBuffer) {
    scratch_.make_file("file");
    for (int i = 10; i < 25; ++i) {
        const std::string name = "user." + std::to_string(i) + std::string(100, 'n');
        scratch_.set_xattr("file", name.c_str(), "");
    }
    const Result<Fd> fd = reader_.open_node(root_.get(), "file");
    ASSERT_THAT(fd, Succeeds());

    const Result<std::string> by_name = reader_.list_xattrs_at(root_.get(), "file");
    const Result<std::string> by_fd = reader_.list_xattrs_fd(fd->get());

    EXPECT_THAT(by_name, HasValue(testing::SizeIs(15 * 108)));
    EXPECT_THAT(by_fd, HasValue(Eq(by_name.value_or(""))));
}

TEST_F(LinuxReaderTest, ReadsAttributesOfALinkNotOfItsTarget) {
    scratch_.make_file("file");
    scratch_.set_xattr("file", "user.virtfs.uid", "abcd");
    scratch_.make_symlink("link", "file");

    EXPECT_THAT(reader_.list_xattrs_at(root_.get(), "link"), HasValue(Eq("")));
    EXPECT_THAT(reader_.get_xattr_at(root_.get(), "link", "user.virtfs.uid"),
                testing::Not(HasValue(Optional(testing::_))));
}

TEST_F(LinuxReaderTest, ReadsTheTextOfALinkAsItIs) {
    const std::string odd = "no/\xFF\n" + std::string(1000, 'y');
    scratch_.make_symlink("link", odd);
    scratch_.make_file("file");

    EXPECT_THAT(reader_.read_link(root_.get(), "link"), HasValue(Eq(odd)));
    EXPECT_THAT(reader_.read_link(root_.get(), "file"), FailsWith(EINVAL));
}

TEST_F(LinuxReaderTest, ReadsNoMoreThanAskedFor) {
    scratch_.make_file("file", "0123456789");
    const Result<Fd> fd = reader_.open_node(root_.get(), "file");
    ASSERT_THAT(fd, Succeeds());

    EXPECT_THAT(reader_.read_head(fd->get(), 4), HasValue(Eq("0123")));
    EXPECT_THAT(reader_.read_head(fd->get(), 100), HasValue(Eq("0123456789")));
}

TEST_F(LinuxReaderTest, OpensAFileOfSomebodyElseWithoutNoatime) {
    scratch_.set_mode(".", 0755);
    scratch_.make_file("file", "data", 0644);
    const tests::AsNobody nobody; // O_NOATIME is the owner's alone: EPERM, then without

    EXPECT_THAT(reader_.open_node(root_.get(), "file"), Succeeds());
}

TEST_F(LinuxReaderTest, ReportsWhatMayNotBeOpened) {
    scratch_.set_mode(".", 0755);
    scratch_.make_file("file", "data", 0000);
    scratch_.make_directory("sub", 0000);
    const tests::AsNobody nobody;

    EXPECT_THAT(reader_.open_node(root_.get(), "file"), FailsWith(EACCES));
    EXPECT_THAT(reader_.open_directory(root_.get(), "sub"), FailsWith(EACCES));
    EXPECT_THAT(reader_.open_path(root_.get(), "file"), Succeeds());
}

} // namespace
} // namespace permap::base
