// SPDX-License-Identifier: Apache-2.0
// What any user sees of open_root; the jail itself is tested as root.
#include "base/jail.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::base {
namespace {

using tests::FailsSaying;
using tests::FailsWith;
using tests::ScratchDirectory;
using tests::Succeeds;

constexpr RootRequest kPlain = {.safety = Safety::dirfd};

TEST(OpenRoot, ReachesTheDirfdLevelWhenAsked) {
    const ScratchDirectory scratch;

    const Result<Root> root = open_root(scratch.path(), kPlain);

    ASSERT_THAT(root, Succeeds());
    EXPECT_EQ(root->level, SafetyLevel::dirfd);
    EXPECT_EQ(root->why_not_jail, "asked for with --safety dirfd");
    EXPECT_EQ(root->real_path, scratch.path());
}

TEST(OpenRoot, NamesTheRealPathOfAWindingOne) {
    const ScratchDirectory scratch;
    scratch.make_directory("sub");

    const Result<Root> root = open_root(scratch.path_of("sub/../sub/."), kPlain);

    ASSERT_THAT(root, Succeeds());
    EXPECT_EQ(root->real_path, scratch.path_of("sub"));
}

TEST(OpenRoot, RefusesAFile) {
    const ScratchDirectory scratch;
    scratch.make_file("file");

    EXPECT_THAT(open_root(scratch.path_of("file"), kPlain), FailsSaying("is not a directory"));
}

TEST(OpenRoot, DoesNotOpenAFifo) {
    const ScratchDirectory scratch;
    scratch.make_special("fifo", S_IFIFO | 0600);

    EXPECT_THAT(open_root(scratch.path_of("fifo"), kPlain), FailsSaying("is not a directory"));
}

TEST(OpenRoot, RefusesASymbolicLinkUnlessToldToFollow) {
    const ScratchDirectory scratch;
    scratch.make_directory("real");
    scratch.make_symlink("link", "real");

    EXPECT_THAT(open_root(scratch.path_of("link"), kPlain), FailsSaying("is a symbolic link"));
    const Result<Root> followed =
        open_root(scratch.path_of("link"), {.safety = Safety::dirfd, .follow = FollowRoot::yes});
    ASSERT_THAT(followed, Succeeds());
    EXPECT_EQ(followed->real_path, scratch.path_of("real"));
}

TEST(OpenRoot, SaysThatThereIsNothing) {
    const ScratchDirectory scratch;

    const Result<Root> root = open_root(scratch.path_of("missing"), kPlain);

    EXPECT_THAT(root, FailsWith(ENOENT));
    EXPECT_THAT(root, FailsSaying("missing"));
}

} // namespace
} // namespace permap::base
