// SPDX-License-Identifier: Apache-2.0
// Walks over a root with a real mount in it, in a mount namespace of this process alone.
#include "base/jail.hpp"
#include "scanner/mounts.hpp"
#include "tests/support/as_nobody.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/unit/scanner/recorded_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using tests::HasValue;
using tests::Succeeds;

class MountedWalk : public testing::Test {
protected:
    void SetUp() override {
        if (!tests::is_root()) {
            GTEST_SKIP() << "only root can mount";
        }
        scratch_.make_directory("a b");
        scratch_.make_file("a b/shadowed");
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("none", scratch_.path_of("a b").c_str(), "tmpfs", 0, nullptr) != 0) {
            GTEST_SKIP() << "mounts cannot be made here";
        }
        scratch_.make_file("a b/mounted");
        is_mounted_ = true;
    }

    void TearDown() override {
        if (is_mounted_) {
            ::umount2(scratch_.path_of("a b").c_str(), MNT_DETACH);
        }
    }

    /// As the program walks: the root opened at this level, its mount points known by name.
    void walk_at(base::Safety safety, RecordingVisitor& visitor) {
        base::Result<base::Root> root = base::open_root(scratch_.path(), {.safety = safety});
        ASSERT_THAT(root, Succeeds());
        const base::Result<MountPoints> mounts = read_mount_points_below(root->real_path);
        ASSERT_THAT(mounts, Succeeds());
        const base::LinuxReader reader = root->reader();
        Tree tree = {reader, DescriptorBudget(100)};
        base::Progress progress;
        const std::atomic<bool> stop = false;
        WalkOptions options;
        options.mount_points = *mounts;
        ASSERT_THAT(walk(tree, std::move(root->fd), {}, options, visitor, progress, stop),
                    Succeeds());
    }

    tests::ScratchDirectory scratch_;

private:
    bool is_mounted_ = false;
};

TEST_F(MountedWalk, StaysOutOfTheDirectoryThatTheJailShowsInstead) {
    RecordingVisitor visitor;

    walk_at(base::Safety::jail, visitor);

    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "a b"));
    EXPECT_THAT(visitor.mount_points, ElementsAre("a b"));
}

TEST_F(MountedWalk, StaysOnTheFileSystemWithoutAJail) {
    RecordingVisitor visitor;

    walk_at(base::Safety::dirfd, visitor);

    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "a b"));
    EXPECT_THAT(visitor.mount_points, ElementsAre("a b"));
}

TEST_F(MountedWalk, SeesAMountByItselfToo) {
    RecordingVisitor visitor;

    ASSERT_THAT(walk_scratch(scratch_, visitor), Succeeds()); // without the list of mounts

    EXPECT_THAT(visitor.mount_points, ElementsAre("a b"));
}

TEST_F(MountedWalk, FindsItInTheListOfMounts) {
    EXPECT_THAT(read_mount_points_below(scratch_.path()), HasValue(ElementsAre("a b")));
}

} // namespace
} // namespace permap::scanner
