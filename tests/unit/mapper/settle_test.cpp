// SPDX-License-Identifier: Apache-2.0
#include "mapper/settle.hpp"

#include "base/linux_fs.hpp"
#include "codec/model.hpp"
#include "mapper/replacement.hpp"
#include "scanner/read_facts.hpp"
#include "tests/support/codec_generators.hpp"
#include "tests/support/failing_fs.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

using codec::OwnerChange;
using testing::AllOf;
using testing::Field;
using testing::HasSubstr;
using tests::FailsSaying;
using tests::FailsWith;
using tests::HasValue;
using tests::Succeeds;

/// An own file or link and its conversion to what it would be in a mapped tree of its owner.
class Settle : public testing::Test {
protected:
    [[nodiscard]] Record plan(const char* name) const {
        const codec::Facts facts =
            *scanner::read_facts(reader_, root_.get(), name, scanner::ReadLinks::yes);
        Record record = {.name = name,
                         .identity = facts.identity,
                         .old_state = facts.state,
                         .wanted = facts.state,
                         .atime = facts.atime,
                         .mtime = facts.mtime};
        record.wanted = codec::encode_mapped_xattr(
            codec::decode_passthrough(tests::facts_of(record.old_state)).view,
            {.uid = facts.state.uid, .gid = facts.state.gid});
        return record;
    }

    [[nodiscard]] static Task task(Direction direction) {
        return {.direction = direction,
                .forward = OwnerChange::first,
                .backward = OwnerChange::after_attributes,
                .runner = {codec::HostUid{::geteuid()}, codec::HostGid{::getegid()}},
                .temporary_prefix = ".tmp-"};
    }

    base::Result<Settled> settle(Direction direction, const Record& record) {
        return settle_in_place(disk_, task(direction), root_.get(), record.name, record);
    }

    base::Result<Settled> replace(Direction direction, const Record& record) {
        PERMAP_TRY(prepare_replacement(disk_, task(direction), root_.get(), record.name, record));
        return settle_by_exchange(disk_, task(direction), root_.get(), record.name, record);
    }

    [[nodiscard]] codec::DiskState state_of(const std::string& name) const {
        const auto facts =
            scanner::read_facts(reader_, root_.get(), name.c_str(), scanner::ReadLinks::yes);
        return facts ? facts->state : codec::DiskState{};
    }

    static auto refused(const char* why) {
        return HasValue(AllOf(Field(&Settled::outcome, Outcome::refused),
                              Field(&Settled::reason, HasSubstr(why))));
    }
    static auto ends(Outcome outcome) { return HasValue(Field(&Settled::outcome, outcome)); }

    tests::ScratchDirectory scratch_;
    base::Fd root_ = scratch_.open();
    base::LinuxReader reader_{base::SafetyLevel::dirfd};
    base::LinuxWriter writer_;
    Disk disk_{reader_, writer_};
};

TEST_F(Settle, TakesAFileThereAndBack) {
    scratch_.make_file("file", "data", 0644);
    const Record record = plan("file");

    EXPECT_THAT(settle(Direction::apply, record), ends(Outcome::changed));
    EXPECT_EQ(state_of("file"), record.wanted);
    EXPECT_THAT(settle(Direction::apply, record), ends(Outcome::unchanged));
    EXPECT_THAT(settle(Direction::undo, record), ends(Outcome::changed));
    EXPECT_EQ(state_of("file"), record.old_state);
}

TEST_F(Settle, RefusesAFileThatSomebodyChanged) {
    scratch_.make_file("file", "data", 0644);
    const Record record = plan("file");
    scratch_.set_mode("file", 0666);

    EXPECT_THAT(settle(Direction::apply, record), refused("owner, mode or attributes changed"));
    EXPECT_EQ(state_of("file").mode, 0666U);
}

TEST_F(Settle, KnowsStatesOnTheWayWhereTheRunIsResumedOnly) {
    scratch_.make_file("file", "data", 0644);
    const Record record = plan("file");
    scratch_.set_mode("file", 0600);
    Task resumed = task(Direction::apply);
    resumed.is_resumed = true;

    EXPECT_THAT(settle(Direction::apply, record), refused("owner, mode or attributes changed"));
    EXPECT_THAT(settle_in_place(disk_, resumed, root_.get(), "file", record),
                ends(Outcome::changed));
}

TEST_F(Settle, RefusesAFileWithANameThatIsNotKnown) {
    scratch_.make_file("file", "data", 0644);
    Record record = plan("file");
    ASSERT_EQ(::link(scratch_.path_of("file").c_str(), scratch_.path_of("same").c_str()), 0);

    EXPECT_THAT(settle(Direction::apply, record), refused("another name since the plan"));
    EXPECT_EQ(state_of("same"), record.old_state);
    record.known_names = 2;
    EXPECT_THAT(settle(Direction::apply, record), ends(Outcome::changed));
}

TEST_F(Settle, ConvertsAChangedFileWhereThatIsAllowed) {
    scratch_.make_file("file", "data", 0644);
    const Record record = plan("file");
    scratch_.set_mode("file", 0666);
    Task any = task(Direction::apply);
    any.overwrites_changed = true;

    EXPECT_THAT(settle_in_place(disk_, any, root_.get(), "file", record), ends(Outcome::changed));
    EXPECT_EQ(state_of("file"), record.wanted);
}

TEST_F(Settle, RefusesAnotherFileOfTheSameName) {
    scratch_.make_file("file", "data", 0644);
    const Record record = plan("file");
    scratch_.make_file("other", "data", 0644);
    ASSERT_THAT(writer_.exchange(root_.get(), "file", "other"), Succeeds());

    EXPECT_THAT(settle(Direction::apply, record), ends(Outcome::other));
    EXPECT_EQ(state_of("file"), record.old_state);
}

TEST_F(Settle, RefusesALinkInItsPlace) {
    scratch_.make_file("file", "data", 0644);
    scratch_.make_file("victim", "data", 0644);
    const Record record = plan("file");
    ASSERT_EQ(::unlink(scratch_.path_of("file").c_str()), 0);
    scratch_.make_symlink("file", "victim");

    EXPECT_THAT(settle(Direction::apply, record), ends(Outcome::other));
    EXPECT_EQ(state_of("victim").mode, 0644U);
}

TEST_F(Settle, NoticesThatAFileIsGone) {
    scratch_.make_file("file", "data", 0644);
    const Record record = plan("file");
    ASSERT_EQ(::unlink(scratch_.path_of("file").c_str()), 0);

    EXPECT_THAT(settle(Direction::apply, record), ends(Outcome::gone));
}

TEST_F(Settle, ReplacesALinkThereAndBack) {
    scratch_.make_symlink("link", "target");
    scratch_.set_times("link", 1000);
    const Record record = plan("link");

    EXPECT_THAT(replace(Direction::apply, record), ends(Outcome::changed));
    EXPECT_EQ(read_object(reader_, root_.get(), "link")->state, record.wanted);
    EXPECT_THAT(replace(Direction::apply, record), ends(Outcome::unchanged));
    EXPECT_THAT(replace(Direction::undo, record), ends(Outcome::changed));
    EXPECT_EQ(state_of("link"), record.old_state);
    EXPECT_EQ(read_object(reader_, root_.get(), "link")->mtime, record.mtime);
}

TEST_F(Settle, DoesNotReplaceALinkThatPointsElsewhereNow) {
    scratch_.make_symlink("link", "target");
    const Record record = plan("link");
    ASSERT_EQ(::unlink(scratch_.path_of("link").c_str()), 0);
    scratch_.make_symlink("link", "elsewhere");

    EXPECT_THAT(replace(Direction::apply, record), refused("changed or replaced"));
    EXPECT_EQ(state_of("link").content, "elsewhere");
}

TEST_F(Settle, KeepsTheOldObjectWhereTheReplacementIsNotWhole) {
    scratch_.make_symlink("link", "target");
    const Record record = plan("link");
    tests::FaultCounter counter({.first = 4, .last = 4, .errno_value = ENOSPC});
    const tests::FailingWriter writer(writer_, counter);
    const Task apply = task(Direction::apply);
    ASSERT_THAT(prepare_replacement({reader_, writer}, apply, root_.get(), "link", record),
                FailsWith(ENOSPC));

    EXPECT_THAT(settle_by_exchange(disk_, apply, root_.get(), "link", record),
                ends(Outcome::unprepared));

    EXPECT_EQ(state_of("link"), record.old_state);
    EXPECT_THAT(replace(Direction::apply, record), ends(Outcome::changed)) << "a second attempt";
}

TEST_F(Settle, DoesNotTouchAStrangerAtTheTemporaryName) {
    scratch_.make_symlink("link", "target");
    const Record record = plan("link");
    const std::string temporary = temporary_name(".tmp-", "link");
    scratch_.make_file(temporary, "somebody's data");

    EXPECT_THAT(replace(Direction::apply, record), FailsSaying("move it away"));
    EXPECT_EQ(state_of(temporary).kind, codec::Kind::file);
}

TEST_F(Settle, MakesAnUnreadableFileReadableFirst) {
    scratch_.make_file("file", "data", 0044);
    const Record record = plan("file");
    tests::FaultCounter counter({.first = 1, .last = 1, .errno_value = EACCES}); // the first open
    const tests::FailingReader reader(reader_, counter);

    EXPECT_THAT(
        settle_in_place({reader, writer_}, task(Direction::apply), root_.get(), "file", record),
        ends(Outcome::changed));
    EXPECT_EQ(state_of("file"), record.wanted);
}

TEST_F(Settle, LeavesAFileUnreadableThatSomebodyMadeSo) {
    scratch_.make_file("file", "data", 0644);
    const Record record = plan("file");
    scratch_.set_mode("file", 0000);
    tests::FaultCounter counter({.first = 1, .last = 1, .errno_value = EACCES}); // the first open
    const tests::FailingReader reader(reader_, counter);

    EXPECT_THAT(
        settle_in_place({reader, writer_}, task(Direction::apply), root_.get(), "file", record),
        refused("owner, mode or attributes changed"));
    EXPECT_EQ(state_of("file").mode, 0000U);
}

TEST_F(Settle, MakesNoOtherFileReadable) {
    scratch_.make_file("file", "data", 0044);
    Record record = plan("file");
    record.identity.inode += 1;
    tests::FaultCounter counter({.first = 1, .last = 1, .errno_value = EACCES});
    const tests::FailingReader reader(reader_, counter);

    EXPECT_THAT(
        settle_in_place({reader, writer_}, task(Direction::apply), root_.get(), "file", record),
        FailsWith(EACCES));
    EXPECT_EQ(state_of("file").mode, 0044U);
}

TEST(TaskStates, AreExchangedForUndo) {
    Record record;
    record.old_state.mode = 0644;
    record.wanted.mode = 0600;
    Task task = {.direction = Direction::apply,
                 .forward = OwnerChange::first,
                 .backward = OwnerChange::after_attributes,
                 .runner = {},
                 .temporary_prefix = {}};

    EXPECT_EQ(target_of(task, record).mode, 0600U);
    EXPECT_EQ(order_of(task), OwnerChange::first);
    task.direction = Direction::undo;
    EXPECT_EQ(target_of(task, record).mode, 0644U);
    EXPECT_EQ(origin_of(task, record).mode, 0600U);
    EXPECT_EQ(order_of(task), OwnerChange::after_attributes);
}

} // namespace
} // namespace permap::mapper
