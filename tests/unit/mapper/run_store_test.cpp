// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_store.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::mapper {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using tests::HasValue;
using tests::Succeeds;

constexpr codec::Identity kInode2 = {.inode = 2, .birth = {}};
constexpr codec::Identity kInode3 = {.inode = 3, .birth = {}};

/// An identity that no directory has: root's notes are in /var/lib/permap.
class NotedRunsTest : public testing::Test {
protected:
    void SetUp() override { ::setenv("XDG_STATE_HOME", scratch_.path().c_str(), 1); }
    void TearDown() override {
        for (const char* const id : {"a", "b"}) {
            std::ignore = forget_run(root_, id); // of a test that failed
        }
    }

    tests::ScratchDirectory scratch_{tests::ScratchDirectory::Place::memory};
    RootIdentity root_ = {.inode = {.inode = 1, .birth = {.seconds = -5, .nanoseconds = 42}}};
};

TEST_F(NotedRunsTest, AreKeptInTheirOrder) {
    EXPECT_THAT(note_run(root_, {.id = "a", .maps_ids = true, .file = "/srv/a"}), HasValue(true));
    EXPECT_THAT(note_run(root_, {.id = "b", .file = "$'/srv/b c'"}), HasValue(true));

    EXPECT_THAT(note_run(root_, {.id = "a", .file = "/srv/a"}), HasValue(false));
    EXPECT_THAT(noted_runs(root_), HasValue(ElementsAre(Field(&NotedRun::id, "a"),
                                                        Field(&NotedRun::file, "$'/srv/b c'"))));
    EXPECT_THAT(runs_that_mapped(root_), HasValue(ElementsAre("a")));
}

TEST_F(NotedRunsTest, AreForgotten) {
    ASSERT_THAT(note_run(root_, {.id = "a", .file = "/srv/a"}), Succeeds());

    EXPECT_THAT(forget_run(root_, "b"), Succeeds());
    EXPECT_THAT(forget_run(root_, "a"), Succeeds());

    EXPECT_THAT(noted_runs(root_), HasValue(IsEmpty()));
}

TEST_F(NotedRunsTest, AreOfOneVolumeWhereInodesHaveNoBirthTime) {
    const RootIdentity one = {.inode = kInode2, .volume = "test-one"};
    const RootIdentity other = {.inode = kInode2, .volume = "test-other"};
    ASSERT_THAT(note_run(one, {.id = "a", .file = "/srv/a"}), Succeeds());

    EXPECT_THAT(noted_runs(other), HasValue(IsEmpty()));
    EXPECT_THAT(noted_runs(one), HasValue(ElementsAre(Field(&NotedRun::id, "a"))));
    EXPECT_THAT(forget_run(one, "a"), Succeeds());
}

TEST(RootIdentity, IsThatOfThePlan) {
    const RootIdentity planned = {.inode = kInode2, .volume = "one"};

    EXPECT_TRUE(is_same_root(planned, planned));
    EXPECT_FALSE(is_same_root(planned, {.inode = kInode2, .volume = "other"}));
    EXPECT_FALSE(is_same_root(planned, {.inode = kInode2}));
    EXPECT_FALSE(is_same_root(planned, {.inode = kInode3, .volume = "one"}));
    EXPECT_TRUE(is_same_root({.inode = kInode2}, planned)) << "of an older permap";
}

} // namespace
} // namespace permap::mapper
