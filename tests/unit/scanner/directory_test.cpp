// SPDX-License-Identifier: Apache-2.0
#include "scanner/directory.hpp"

#include "base/linux_fs.hpp"
#include "tests/support/failing_fs.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>
#include <climits>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

using tests::FailsWith;
using tests::ScratchDirectory;
using tests::Succeeds;

using DirectoryPtr = std::shared_ptr<const Directory>;

/// Nests directories of one name below the scratch directory, without any long path.
void make_chain(const ScratchDirectory& scratch, const std::string& name, int depth) {
    base::Fd at = scratch.open();
    for (int i = 0; i < depth; ++i) {
        ASSERT_EQ(::mkdirat(at.get(), name.c_str(), 0700), 0);
        at = base::Fd(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        ASSERT_TRUE(at);
    }
}

std::vector<DirectoryPtr> chain(Tree& tree, const ScratchDirectory& scratch,
                                const std::string& name, int depth) {
    std::vector<DirectoryPtr> all = {
        std::make_shared<const Directory>(tree, scratch.open(), Reach{})};
    for (int i = 0; i < depth; ++i) {
        all.push_back(std::make_shared<const Directory>(all.back(), name, 0, Reach{}));
    }
    return all;
}

std::uint64_t inode_behind(const Directory& directory) {
    const base::Result<SharedFd> fd = directory.open();
    const base::Result<base::Stat> stat =
        fd ? directory.reader().stat_fd((*fd)->get()) : tl::unexpected(fd.error());
    return stat ? stat->inode : 0;
}

class DirectoryTest : public testing::Test {
protected:
    ScratchDirectory scratch_{ScratchDirectory::Place::memory};
    base::LinuxReader reader_{base::SafetyLevel::dirfd};
};

TEST_F(DirectoryTest, KnowsItsPath) {
    Tree tree = {reader_, DescriptorBudget(10)};
    const std::vector<DirectoryPtr> all = chain(tree, scratch_, "sub", 2);

    EXPECT_EQ(all[0]->path(), ".");
    EXPECT_EQ(all[0]->path_of("x"), "x");
    EXPECT_EQ(all[0]->path_of("."), ".");
    EXPECT_EQ(all[2]->path(), "sub/sub");
    EXPECT_EQ(all[2]->path_of("x"), "sub/sub/x");
    EXPECT_EQ(all[2]->depth(), 2U);
}

TEST_F(DirectoryTest, OpensEveryDirectoryOnTheWay) {
    make_chain(scratch_, "sub", 3);
    Tree tree = {reader_, DescriptorBudget(10)};
    const std::vector<DirectoryPtr> all = chain(tree, scratch_, "sub", 3);

    EXPECT_THAT(all[3]->open(), Succeeds());
    EXPECT_NE(inode_behind(*all[3]), inode_behind(*all[2]));
}

TEST_F(DirectoryTest, GoesDeepOnTwoDescriptors) {
    constexpr int kDepth = 200;
    make_chain(scratch_, "d", kDepth);
    Tree tree = {reader_, DescriptorBudget(2)};
    const std::vector<DirectoryPtr> all = chain(tree, scratch_, "d", kDepth);
    const std::uint64_t deepest = inode_behind(*all[kDepth]);
    const std::uint64_t middle = inode_behind(*all[kDepth / 2]);

    EXPECT_NE(deepest, 0U);
    EXPECT_NE(middle, 0U);
    EXPECT_EQ(inode_behind(*all[kDepth]), deepest) << "after it was closed for the middle one";
    EXPECT_EQ(inode_behind(*all[kDepth / 2]), middle);
}

TEST_F(DirectoryTest, GoesBeyondTheLongestPath) {
    const std::string name(200, 'n');
    constexpr int kDepth = 2 * PATH_MAX / 200;
    make_chain(scratch_, name, kDepth);
    Tree tree = {reader_, DescriptorBudget(4)};
    const std::vector<DirectoryPtr> all = chain(tree, scratch_, name, kDepth);

    EXPECT_THAT(all.back()->open(), Succeeds());
    EXPECT_GT(all.back()->path().size(), std::size_t{PATH_MAX});
}

TEST_F(DirectoryTest, ClosesAncestorsWhenTheKernelHasNoMoreDescriptors) {
    make_chain(scratch_, "d", 4);
    tests::FaultCounter counter({.first = 4, .last = 5, .errno_value = EMFILE});
    const tests::FailingReader failing(reader_, counter);
    Tree tree = {failing, DescriptorBudget(100)};
    const std::vector<DirectoryPtr> all = chain(tree, scratch_, "d", 4);

    EXPECT_THAT(all[4]->open(), Succeeds());
    EXPECT_EQ(counter.calls(), 6) << "two were refused, two ancestors closed";
}

TEST_F(DirectoryTest, ReportsExhaustionWhenNothingCanBeClosed) {
    make_chain(scratch_, "d", 1);
    tests::FaultCounter counter({.first = 1, .last = 1, .errno_value = EMFILE});
    const tests::FailingReader failing(reader_, counter);
    Tree tree = {failing, DescriptorBudget(100)};

    EXPECT_THAT(chain(tree, scratch_, "d", 1).back()->open(), FailsWith(EMFILE));
}

TEST_F(DirectoryTest, DoesNotFollowALinkThatTookItsPlace) {
    make_chain(scratch_, "d", 2);
    scratch_.make_directory("elsewhere");
    Tree tree = {reader_, DescriptorBudget(10)};
    const std::vector<DirectoryPtr> all = chain(tree, scratch_, "d", 2);
    ASSERT_EQ(::rename(scratch_.path_of("d").c_str(), scratch_.path_of("moved").c_str()), 0);
    scratch_.make_symlink("d", "moved");

    EXPECT_THAT(all[2]->open(), FailsWith(ENOTDIR));
}

TEST_F(DirectoryTest, MayBeOpenedFromManyThreads) {
    make_chain(scratch_, "d", 30);
    Tree tree = {reader_, DescriptorBudget(3)};
    const std::vector<DirectoryPtr> all = chain(tree, scratch_, "d", 30);
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 0; i < 4; ++i) {
            workers.emplace_back([&, i] {
                for (std::size_t at = i; at < all.size(); at += 4) {
                    failures += inode_behind(*all[at]) == 0 ? 1 : 0;
                }
            });
        }
    }

    EXPECT_EQ(failures, 0);
}

TEST(DescriptorLimit, LeavesSomeForEverythingElse) {
    EXPECT_GE(raise_descriptor_limit(), 4U);
}

} // namespace
} // namespace permap::scanner
