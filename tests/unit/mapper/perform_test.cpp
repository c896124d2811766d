// SPDX-License-Identifier: Apache-2.0
// Whole conversions in process: plan, apply, undo, by the user who runs the test.
#include "mapper/perform.hpp"

#include "tests/unit/mapper/perform_fixture.hpp"

#include <mutex>

namespace permap::mapper {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using tests::Succeeds;

TEST_F(PerformTest, ConvertsEveryEntry) {
    complete(Direction::apply);

    for (const auto& [path, line] : dump()) {
        EXPECT_THAT(line, HasSubstr(" user.virtfs.mode=")) << path;
    }
    EXPECT_EQ(run_->state(), RunState::applied);
    EXPECT_EQ(mark(), "");
}

TEST_F(PerformTest, ComesBackToTheVerySameTree) {
    complete(Direction::apply);
    ASSERT_NE(tests::difference(before_, dump()), "");

    complete(Direction::undo);

    EXPECT_EQ(tests::difference(before_, dump()), "");
    EXPECT_EQ(run_->state(), RunState::undone);
}

TEST_F(PerformTest, CanBeAppliedAgainAfterUndo) {
    complete(Direction::apply);
    const tests::TreeDump applied = dump();
    complete(Direction::undo);

    complete(Direction::apply);

    EXPECT_EQ(tests::difference(applied, dump()), "");
}

TEST_F(PerformTest, HasNothingToDoTwice) {
    complete(Direction::apply);

    const base::Result<Performed> again = perform(Direction::apply);

    ASSERT_THAT(again, Succeeds());
    EXPECT_TRUE(again->had_nothing_to_do);
}

TEST_F(PerformTest, DoesNotActOnWhatItReadBeforeAnotherWentOn) {
    base::Result<RunFile> read_before = RunFile::open(run_->path());
    ASSERT_THAT(read_before, Succeeds());
    complete(Direction::apply);
    std::swap(*run_, *read_before);

    EXPECT_THAT(perform(Direction::undo), tests::FailsSaying("another permap"));
    EXPECT_THAT(perform(Direction::apply), tests::FailsSaying("another permap"));
}

TEST_F(PerformTest, HasNothingToUndoBeforeItWasApplied) {
    const base::Result<Performed> undone = perform(Direction::undo);

    ASSERT_THAT(undone, Succeeds());
    EXPECT_TRUE(undone->had_nothing_to_do);
    EXPECT_EQ(tests::difference(before_, dump()), "");
}

TEST_F(PerformTest, StaysClosedAndMarkedWhenStopped) {
    is_stopped_ = true;

    const base::Result<Performed> stopped = perform(Direction::apply);

    ASSERT_THAT(stopped, Succeeds());
    EXPECT_TRUE(stopped->was_stopped);
    EXPECT_FALSE(stopped->is_complete);
    EXPECT_EQ(run_->state(), RunState::applying);
    EXPECT_THAT(mark(), HasSubstr("run 0123456789abcdef"));
}

TEST_F(PerformTest, GoesOnAfterItWasStopped) {
    is_stopped_ = true;
    ASSERT_THAT(perform(Direction::apply), Succeeds());
    is_stopped_ = false;

    complete(Direction::apply);
    complete(Direction::undo);

    EXPECT_EQ(tests::difference(before_, dump()), "");
}

TEST_F(PerformTest, RefusesAnotherDirectoryAtTheRootsPath) {
    ASSERT_EQ(::rename(root().c_str(), scratch_.path_of("away").c_str()), 0);
    scratch_.make_directory("tree");

    EXPECT_THAT(perform(Direction::apply), tests::FailsSaying("is not the directory"));
    EXPECT_EQ(run_->state(), RunState::planned);
}

TEST_F(PerformTest, RefusesATreeThatAnotherRunHasMarked) {
    scratch_.set_xattr("tree", "user.permap.run", "run other file elsewhere");

    EXPECT_THAT(perform(Direction::apply), tests::FailsSaying("another unfinished run"));
    EXPECT_THAT(perform(Direction::apply, {"interrupted-run"}), Succeeds());
}

TEST_F(PerformTest, SaysNothingElse) {
    complete(Direction::apply);

    EXPECT_THAT(said_.problems, IsEmpty());
    EXPECT_THAT(said_.refusals, IsEmpty());
    EXPECT_THAT(said_.unknown, IsEmpty());
}

/// Starts a server as soon as the tree changes.
class StartsAServer final : public ReplayListener {
public:
    StartsAServer(const tests::RecordedProc& proc, std::string root)
        : proc_(proc), root_(std::move(root)) {}

    void problem(scanner::Problem /*problem*/) override {}
    void changed(const std::string& /*path*/, const codec::Change& /*change*/) override {
        std::call_once(once_, [&] { proc_.add({.pid = 50, .descriptors = {{3, root_}}}); });
    }
    [[nodiscard]] bool hears_changes() const override { return true; }
    void refused(const std::string& /*path*/, const std::string& /*reason*/) override {}
    void unknown_name(const std::string& /*path*/) override {}

private:
    const tests::RecordedProc& proc_;
    std::string root_;
    std::once_flag once_;
};

TEST_F(PerformTest, DoesNotBeginWhileAServerHasTheTreeOpen) {
    const tests::RecordedProc proc;
    proc.add({.pid = 40, .descriptors = {{3, root()}}});

    const base::Result<Performed> performed = perform_beside(proc, said_);

    ASSERT_FALSE(performed);
    EXPECT_THAT(base::to_text(performed.error()), HasSubstr("QEMU (pid 40"));
    EXPECT_EQ(run_->state(), RunState::planned);
    EXPECT_EQ(dump(), before_);
}

TEST_F(PerformTest, IsNotCompleteIfAServerCameMeanwhile) {
    const tests::RecordedProc proc;
    StartsAServer listener(proc, root());

    const base::Result<Performed> performed = perform_beside(proc, listener);

    ASSERT_THAT(performed, Succeeds());
    EXPECT_FALSE(performed->is_complete);
    EXPECT_THAT(performed->held_by, HasSubstr("QEMU (pid 50"));
    EXPECT_EQ(run_->state(), RunState::applying);
    EXPECT_THAT(mark(), HasSubstr(run_->info().id));
}

TEST_F(PerformTest, CompletesBesideAServerThatIsAllowed) {
    const tests::RecordedProc proc;
    StartsAServer listener(proc, root());

    const base::Result<Performed> performed = perform_beside(proc, listener, {"server-running"});

    ASSERT_THAT(performed, Succeeds());
    EXPECT_TRUE(performed->is_complete);
}

} // namespace
} // namespace permap::mapper
