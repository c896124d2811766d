// SPDX-License-Identifier: Apache-2.0
// Whole conversions in process: plan, apply, undo, by the user who runs the test.
#include "mapper/perform.hpp"

#include "mapper/mark.hpp"
#include "tests/support/conversion.hpp"
#include "tests/support/recorded_proc.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sample_tree.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/tree_dump.hpp"

#include <cstdlib>
#include <mutex>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::Succeeds;

class PerformTest : public testing::Test {
protected:
    void SetUp() override {
        // where an ordinary user's locks go; root's are in /var/lib/permap and removed below
        ::setenv("XDG_STATE_HOME", scratch_.path().c_str(), 1);
        tests::make_sample_tree(scratch_, "tree");
        before_ = dump();
        base::Result<tests::PlannedRun> planned = tests::plan_run(
            {.root = root(),
             .run_path = scratch_.path_of("run"),
             .policy = {.uid = codec::HostUid{::geteuid()}, .gid = codec::HostGid{::getegid()}}},
            said_);
        ASSERT_THAT(planned, Succeeds());
        run_ = std::make_unique<RunFile>(std::move(planned->run));
    }

    void TearDown() override {
        if (run_ && ::geteuid() == 0) {
            const codec::Identity& identity = run_->info().root_identity;
            const std::string lock =
                fmt::format("/var/lib/permap/{}-{}.lock", identity.inode, identity.birth.seconds);
            ::unlink(lock.c_str());
        }
    }

    base::Result<Performed> perform(Direction direction,
                                    std::set<std::string, std::less<>> allowed = {}) {
        base::Progress progress;
        const std::atomic<bool> stop = is_stopped_;
        return mapper::perform(*run_, {.direction = direction, .allowed = std::move(allowed)},
                               said_, progress, stop);
    }

    /// With the servers of a recorded /proc.
    base::Result<Performed> perform_beside(const tests::RecordedProc& proc,
                                           ReplayListener& listener,
                                           std::set<std::string, std::less<>> allowed = {}) {
        base::Progress progress;
        const std::atomic<bool> stop = false;
        return mapper::perform(*run_, {.allowed = std::move(allowed), .proc = proc.path()},
                               listener, progress, stop);
    }

    /// The run must come to its end.
    void complete(Direction direction) {
        const base::Result<Performed> performed = perform(direction);
        ASSERT_THAT(performed, Succeeds());
        EXPECT_TRUE(performed->is_complete)
            << testing::PrintToString(said_.problems) << testing::PrintToString(said_.refusals);
    }

    [[nodiscard]] std::string root() const { return scratch_.path_of("tree"); }
    [[nodiscard]] tests::TreeDump dump() const { return tests::dump_tree(root()); }
    [[nodiscard]] std::string mark() const {
        const base::LinuxReader reader(base::SafetyLevel::dirfd);
        return read_mark(reader, scratch_.open("tree").get()).value_or("cannot be read");
    }

    tests::ScratchDirectory scratch_{tests::ScratchDirectory::Place::memory};
    tests::RecordingListener said_;
    tests::TreeDump before_;
    std::unique_ptr<RunFile> run_;
    bool is_stopped_ = false;
};

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

TEST_F(PerformTest, ReportsNamesThatThePlanDoesNotKnow) {
    scratch_.make_file("tree/sub/new");

    const base::Result<Performed> performed = perform(Direction::apply);

    ASSERT_THAT(performed, Succeeds());
    EXPECT_FALSE(performed->is_complete);
    EXPECT_EQ(performed->totals.unknown, 1U);
    EXPECT_THAT(said_.unknown, ElementsAre("sub/new"));
}

TEST_F(PerformTest, LeavesWhatWasMadeSinceWhenUndoing) {
    complete(Direction::apply);
    scratch_.make_file("tree/sub/new", "fresh", 0640);

    complete(Direction::undo);

    EXPECT_THAT(said_.unknown, ElementsAre("sub/new"));
    tests::TreeDump found = dump();
    EXPECT_THAT(found["sub/new"], HasSubstr("100640"));
}

TEST_F(PerformTest, FindsWhatWasMovedWhenUndoing) {
    complete(Direction::apply);
    ASSERT_EQ(::rename((root() + "/file").c_str(), (root() + "/sub/moved").c_str()), 0);
    ASSERT_EQ(::rename((root() + "/link").c_str(), (root() + "/sub/moved-link").c_str()), 0);

    complete(Direction::undo);

    const tests::TreeDump found = dump();
    EXPECT_EQ(found.at("sub/moved"), before_.at("file"));
    EXPECT_EQ(found.at("sub/moved-link"), before_.at("link"));
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

TEST_F(PerformTest, LeavesADirectoryThatSomebodyChangedAsItIs) {
    scratch_.set_mode("tree/sub/deeper", 0711);

    const base::Result<Performed> performed = perform(Direction::apply);

    ASSERT_THAT(performed, Succeeds());
    EXPECT_FALSE(performed->is_complete);
    EXPECT_THAT(said_.refusals, Contains(HasSubstr("sub/deeper: ")));
    EXPECT_THAT(dump().at("sub/deeper"), HasSubstr("040711"));
    EXPECT_THAT(dump().at("sub/deeper/leaf"), HasSubstr("user.virtfs.mode="));
}

TEST_F(PerformTest, LeavesADirectoryAsSomebodyLeftItLast) {
    scratch_.set_mode("tree/sub/deeper", 0777);
    ASSERT_THAT(perform(Direction::apply), Succeeds());
    scratch_.set_mode("tree/sub/deeper", 0700); // as it is while closed, and narrower

    const base::Result<Performed> performed = perform(Direction::apply);

    ASSERT_THAT(performed, Succeeds());
    EXPECT_FALSE(performed->is_complete);
    EXPECT_THAT(dump().at("sub/deeper"), HasSubstr("040700"));
}

TEST_F(PerformTest, ConvertsADirectoryThatIsAsPlannedAgain) {
    scratch_.set_mode("tree/sub/deeper", 0777);
    ASSERT_THAT(perform(Direction::apply), Succeeds());
    scratch_.set_mode("tree/sub/deeper", 01777);

    complete(Direction::apply);

    EXPECT_THAT(dump().at("sub/deeper"), HasSubstr("user.virtfs.mode="));
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
