// SPDX-License-Identifier: Apache-2.0
// Directories that the disk does not give any more, however often they are asked for.
#include "tests/unit/mapper/perform_fixture.hpp"

#include <cerrno>

#include <sys/stat.h>

namespace permap::mapper {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using tests::Succeeds;

class TroubleTest : public PerformTest {
protected:
    /// Lists every directory but this one.
    [[nodiscard]] tests::Faults unlistable(const std::string& path) const {
        struct stat status {};
        EXPECT_EQ(::stat((root() + "/" + path).c_str(), &status), 0);
        return {.reads = tests::FaultCounter({.errno_value = EIO, .unlistable = status.st_ino})};
    }

    base::Result<tests::Replayed> replay_without(const std::string& path, Direction direction) {
        tests::Faults faults = unlistable(path);
        return tests::replay_run(*run_, direction, faults, said_);
    }
};

TEST_F(TroubleTest, AnApplyGoesOnAroundADirectoryThatCannotBeListed) {
    const base::Result<tests::Replayed> applied = replay_without("sub/deeper", Direction::apply);

    ASSERT_THAT(applied, Succeeds());
    EXPECT_FALSE(applied->is_complete);
    EXPECT_THAT(said_.problems, ElementsAre(HasSubstr("'sub/deeper': Input/output error")));
    EXPECT_THAT(dump().at("sub/deeper"), StartsWith("040700"));
    EXPECT_EQ(dump().at("sub/deeper/leaf"), before_.at("sub/deeper/leaf"));
    EXPECT_THAT(dump().at("sub"), HasSubstr("user.virtfs.mode"));
    EXPECT_THAT(dump().at("locked/inside"), HasSubstr("user.virtfs.mode"));
}

TEST_F(TroubleTest, WhatAnApplyWentAroundIsDoneByALaterOneAndUndone) {
    ASSERT_THAT(replay_without("sub/deeper", Direction::apply), Succeeds());

    complete(Direction::apply);

    EXPECT_THAT(dump().at("sub/deeper/leaf"), HasSubstr("user.virtfs.mode"));
    complete(Direction::undo);
    EXPECT_EQ(tests::difference(before_, dump()), "");
}

TEST_F(TroubleTest, AnUndoGoesOnAroundADirectoryThatCannotBeListed) {
    complete(Direction::apply);

    const base::Result<tests::Replayed> undone = replay_without("sub/deeper", Direction::undo);

    ASSERT_THAT(undone, Succeeds());
    EXPECT_FALSE(undone->is_complete);
    EXPECT_THAT(said_.problems, ElementsAre(HasSubstr("'sub/deeper': Input/output error")));
    EXPECT_EQ(dump().at("locked/inside"), before_.at("locked/inside"));
    EXPECT_THAT(dump().at("sub/deeper"), StartsWith("040700"));
    said_.problems.clear();
    complete(Direction::undo);
    EXPECT_EQ(tests::difference(before_, dump()), "");
}

TEST_F(TroubleTest, ARootThatCannotBeListedEndsTheRun) {
    EXPECT_THAT(replay_without(".", Direction::apply), tests::FailsWith(EIO));

    complete(Direction::undo);
    EXPECT_EQ(tests::difference(before_, dump()), "");
}

TEST_F(TroubleTest, ADryRunGoesOnAroundADirectoryThatCannotBeListed) {
    tests::Faults faults = unlistable("sub/deeper");

    const base::Result<ReplayTotals> met =
        tests::rehearse_run(*run_, Direction::apply, faults, said_);

    ASSERT_THAT(met, Succeeds());
    EXPECT_EQ(met->failed, 1U);
    EXPECT_THAT(said_.problems, ElementsAre(HasSubstr("'sub/deeper': Input/output error")));
    EXPECT_GT(met->changed, 10U) << "what lies elsewhere";
}

} // namespace
} // namespace permap::mapper
