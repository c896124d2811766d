// SPDX-License-Identifier: Apache-2.0
// What somebody did in the tree since the plan, or since it was applied.
#include "tests/unit/mapper/perform_fixture.hpp"

#include "mapper/replacement.hpp"

#include <atomic>
#include <set>

#include <sys/stat.h>

namespace permap::mapper {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::Succeeds;

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

/// Looks at a directory whenever something changes. Ends the run if it is to, when all directories
/// are closed and none is open again: inodes with several names come between.
class Watcher final : public ReplayListener {
public:
    explicit Watcher(std::string directory) : directory_(std::move(directory)) {}

    void problem(scanner::Problem /*problem*/) override {}
    void changed(const std::string& path, const codec::Change& /*change*/) override {
        struct stat status = {};
        ::stat(directory_.c_str(), &status);
        const std::lock_guard lock(mutex_);
        modes.insert(status.st_mode & 07777U);
        if (ends_run && path == "one") {
            stop = true;
        }
    }
    [[nodiscard]] bool hears_changes() const override { return true; }
    void refused(const std::string& /*path*/, const std::string& /*reason*/) override {}
    void unknown_name(const std::string& /*path*/) override {}

    bool ends_run = false;
    std::atomic<bool> stop{false};
    std::set<unsigned> modes;

private:
    std::string directory_;
    std::mutex mutex_;
};

TEST_F(PerformTest, ClosesWhatWasMadeSinceWhileItWorksInIt) {
    complete(Direction::apply);
    scratch_.make_directory("tree/new", 0751);
    ASSERT_EQ(::rename((root() + "/link").c_str(), (root() + "/new/link").c_str()), 0);
    Watcher watcher(root() + "/new");
    watcher.ends_run = true;

    ASSERT_THAT(perform_heard_by(watcher, Direction::undo, watcher.stop), Succeeds());

    EXPECT_THAT(dump().at("new"), HasSubstr("040700"));
    watcher.stop = false;
    watcher.ends_run = false;
    ASSERT_THAT(perform_heard_by(watcher, Direction::undo, watcher.stop), Succeeds());
    EXPECT_THAT(watcher.modes, Contains(0700U));
    EXPECT_THAT(dump().at("new"), HasSubstr("040751"));
    EXPECT_EQ(dump().at("new/link"), before_.at("link"));
    EXPECT_EQ(run_->state(), RunState::undone);
}

TEST_F(PerformTest, OpensWhatAnUndoLeftClosedWhenItIsAppliedAgain) {
    complete(Direction::apply);
    scratch_.make_directory("tree/new", 0751);
    Watcher watcher(root() + "/new");
    watcher.ends_run = true;
    ASSERT_THAT(perform_heard_by(watcher, Direction::undo, watcher.stop), Succeeds());
    ASSERT_THAT(dump().at("new"), HasSubstr("040700"));

    ASSERT_THAT(perform(Direction::apply), Succeeds());

    EXPECT_THAT(dump().at("new"), HasSubstr("040751"));
}

/// Who has one open could put other metadata in the place of what is being compared and written.
TEST_F(PerformTest, ClosesDirectoriesOfMetadataWhileItWorks) {
    plan_anew("passthrough", "mapped-file");
    complete(Direction::apply);
    scratch_.set_mode("tree/sub/.virtfs_metadata", 0750);
    const tests::TreeDump before = dump();
    for (const char* const to : {"mapped-xattr", "mapped-file"}) {
        plan_anew("mapped-file", to, 0640);
        Watcher watcher(root() + "/sub/.virtfs_metadata");
        watcher.ends_run = true;

        ASSERT_THAT(perform_heard_by(watcher, Direction::apply, watcher.stop), Succeeds());
        EXPECT_THAT(dump().at("sub/.virtfs_metadata"), HasSubstr("040700")) << to;

        complete(Direction::apply);
        complete(Direction::undo);
        EXPECT_EQ(dump(), before) << to;
    }
}

TEST_F(PerformTest, UndoesNamesOfAnInodeInADirectoryMadeSince) {
    complete(Direction::apply);
    scratch_.make_directory("tree/new", 0751);
    ASSERT_EQ(::rename((root() + "/sub/two").c_str(), (root() + "/new/two").c_str()), 0);
    ASSERT_EQ(::rename((root() + "/sub/link-two").c_str(), (root() + "/new/link-two").c_str()), 0);

    complete(Direction::undo);

    const auto without_names = [](const std::string& line) {
        return line.substr(0, line.find(" same as "));
    };
    EXPECT_EQ(without_names(dump().at("new/two")), without_names(before_.at("sub/two")));
    EXPECT_EQ(without_names(dump().at("new/link-two")), without_names(before_.at("sub/link-two")));
    EXPECT_THAT(dump().at("new"), HasSubstr("040751"));
}

TEST_F(PerformTest, ReportsWhatHasANameLikeItsOwn) {
    scratch_.make_file("tree/sub/.permap-test-0123");

    const base::Result<Performed> performed = perform(Direction::apply);

    ASSERT_THAT(performed, Succeeds());
    EXPECT_FALSE(performed->is_complete);
    EXPECT_THAT(said_.unknown, ElementsAre("sub/.permap-test-0123"));
}

TEST_F(PerformTest, SetsNoTimesBackWhereSomethingWasMade) {
    const char* const planned = "mtime 10000000";
    ASSERT_THAT(before_.at("sub"), HasSubstr(planned));
    scratch_.make_file("tree/sub/new");

    ASSERT_THAT(perform(Direction::apply), Succeeds());

    EXPECT_THAT(dump().at("sub"), Not(HasSubstr(planned)));
    EXPECT_THAT(dump().at("sub/deeper"), HasSubstr(planned));
}

TEST_F(PerformTest, ClearsWhatItLeftForAnEntryThatWasRemoved) {
    const std::string temporary = temporary_name(".permap-test-", "dangling");
    scratch_.make_file("tree/sub/" + temporary, "no/wh", 0600); // half built
    ASSERT_EQ(::unlink((root() + "/sub/dangling").c_str()), 0);

    const base::Result<Performed> performed = perform(Direction::apply, {"changed-since"});

    ASSERT_THAT(performed, Succeeds());
    EXPECT_TRUE(performed->is_complete);
    EXPECT_FALSE(dump().contains("sub/" + temporary));
}

} // namespace
} // namespace permap::mapper
