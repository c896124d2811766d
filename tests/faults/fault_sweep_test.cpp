// SPDX-License-Identifier: Apache-2.0
// Lets the n-th call of a conversion fail, for every n, and checks that an undisturbed run after it
// gets to the very same tree, and that undo gets back to the very same old one.
#include "tests/support/as_nobody.hpp"
#include "tests/support/conversion.hpp"
#include "tests/support/node_flags.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sample_tree.hpp"
#include "tests/support/tree_dump.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <ostream>

#include <gtest/gtest.h>
#include <linux/fs.h>

namespace permap::tests {
namespace {

using mapper::Direction;

/// Which conversion is disturbed: of the sample tree to the mapped model, or of what that gives
/// back to passthrough.
enum class Way { to_mapped, to_passthrough, to_files, from_files, immutable_to_mapped };

/// What the n-th call does, and all after it.
struct Sweep {
    const char* name;
    Way way;
    bool is_for_good; ///< every later call fails, too: the run was killed
    bool is_reading;  ///< reading calls fail, not writing ones
};

void PrintTo(const Sweep& sweep, std::ostream* out) {
    *out << sweep.name;
}

/// A planned conversion of a fresh sample tree.
class Case {
public:
    explicit Case(Way way) {
        make_sample_tree(scratch_, "tree");
        if (way == Way::immutable_to_mapped) {
            freeze();
        }
        const bool keeps_files = way == Way::to_files || way == Way::from_files;
        const char* const mapped = keeps_files ? "mapped-file" : "mapped-xattr";
        plan("first", "passthrough", mapped);
        if (way == Way::to_passthrough || way == Way::from_files) {
            replay_undisturbed(Direction::apply);
            plan("second", mapped, "passthrough");
        }
        before_ = dump_tree(root());
    }

    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
    ~Case() { thaw_tree(root()); }

    [[nodiscard]] std::string root() const { return scratch_.path_of("tree"); }
    [[nodiscard]] const TreeDump& before() const { return before_; }
    [[nodiscard]] TreeDump dump() const { return dump_tree(root()); }

    /// Whether it says that it came to its end; a tree is judged by what is in it.
    [[nodiscard]] bool replay(Direction direction, Faults& faults) {
        RecordingListener ignored;
        const base::Result<Replayed> replayed =
            replay_run(planned_->run, direction, faults, ignored);
        return replayed && replayed->is_complete;
    }

    /// Must come to its end.
    void replay_undisturbed(Direction direction) {
        Faults none;
        RecordingListener said;
        const base::Result<Replayed> replayed = replay_run(planned_->run, direction, none, said);
        ASSERT_THAT(replayed, Succeeds());
        EXPECT_TRUE(replayed->is_complete)
            << testing::PrintToString(said.problems) << testing::PrintToString(said.refusals);
    }

private:
    /// A file, an inode with two names, and two directories with what must be replaced in them.
    void freeze() {
        scratch_.make_file("tree/frozen", "ice", 0600);
        scratch_.make_directory("tree/closed");
        scratch_.make_symlink("tree/closed/link", "target");
        scratch_.make_directory("tree/log");
        scratch_.make_link("tree/frozen", "tree/log/second name");
        for (const char* const name : {"frozen", "closed/link", "closed", "log", "."}) {
            scratch_.set_times(std::string("tree/") + name, 1'000'000'000);
        }
        ASSERT_TRUE(set_node_flags(scratch_.path_of("tree/frozen"), FS_IMMUTABLE_FL));
        ASSERT_TRUE(set_node_flags(scratch_.path_of("tree/closed"), FS_IMMUTABLE_FL));
        ASSERT_TRUE(set_node_flags(scratch_.path_of("tree/log"), FS_APPEND_FL));
    }

    void plan(const char* run, const char* from, const char* to) {
        base::Result<PlannedRun> planned = plan_run({.root = root(),
                                                     .run_path = scratch_.path_of(run),
                                                     .from = from,
                                                     .to = to,
                                                     .policy = {.uid = codec::HostUid{64055},
                                                                .gid = codec::HostGid{108},
                                                                .file_mode = 0640,
                                                                .directory_mode = 0750},
                                                     .allowed = {"immutable"}},
                                                    listener_);
        ASSERT_THAT(planned, Succeeds());
        planned_ = std::make_unique<PlannedRun>(std::move(*planned));
    }

    ScratchDirectory scratch_{ScratchDirectory::Place::memory};
    RecordingListener listener_;
    TreeDump before_;
    std::unique_ptr<PlannedRun> planned_;
};

/// The errors take turns: a sweep for each would take minutes.
Faults make_faults(const Sweep& sweep, int call) {
    constexpr std::array kErrors = {EIO, ENOSPC, EPERM};
    const auto turn = static_cast<std::size_t>(call) % kErrors.size();
    const Fault fault = {.first = call,
                         .last = sweep.is_for_good ? INT_MAX : call,
                         .errno_value = sweep.is_reading ? EIO : kErrors[turn]};
    return {.writes = FaultCounter(sweep.is_reading ? Fault{} : fault),
            .reads = FaultCounter(sweep.is_reading ? fault : Fault{})};
}

TreeDump undisturbed(Way way) {
    Case one(way);
    one.replay_undisturbed(Direction::apply);
    return one.dump();
}

/// Whether both names of the sample tree's linked device have been exchanged, and the device itself
/// stands at a temporary name still.
bool has_device_left(const TreeDump& tree) {
    return tree.at("null").starts_with("10") && tree.at("sub/null").starts_with("10") &&
           std::ranges::any_of(tree, [](const auto& entry) {
               return entry.first.find(".permap-") != std::string::npos &&
                      entry.second.starts_with("02");
           });
}

/// Lets no write succeed from this one on.
void apply_until(Case& one, int call) {
    const Fault killed = {.first = call, .last = INT_MAX, .errno_value = EIO};
    Faults faults = {.writes = FaultCounter(killed), .reads = FaultCounter()};
    EXPECT_FALSE(one.replay(Direction::apply, faults));
}

int find_call_that_leaves_device() {
    for (int call = 1; call < 1000; ++call) {
        Case one(Way::to_mapped);
        apply_until(one, call);
        if (has_device_left(one.dump())) {
            return call;
        }
    }
    ADD_FAILURE() << "the device was not exchanged";
    return 1;
}

class FaultSweep : public testing::TestWithParam<Sweep> {
protected:
    void SetUp() override {
        if (!is_root()) {
            GTEST_SKIP() << "only root can give files to other users";
        }
    }

    /// Lets call after call of the disturbed run fail, until there is no such call any more.
    /// `prepare` runs before, `recover` after it; both undisturbed. A disturbed run that calls
    /// itself complete has done all that it should.
    template <typename Prepare, typename Recover>
    void sweep(Direction disturbed, Prepare prepare, Recover recover, int fewest_calls = 100) {
        const TreeDump applied = undisturbed(GetParam().way);
        for (int call = 1;; ++call) {
            SCOPED_TRACE("call " + std::to_string(call));
            Case one(GetParam().way);
            prepare(one);
            Faults faults = make_faults(GetParam(), call);
            if (one.replay(disturbed, faults)) {
                const TreeDump& due = disturbed == Direction::apply ? applied : one.before();
                EXPECT_EQ(difference(due, one.dump()), "") << "and it says that it is complete";
            }
            recover(one);
            const int calls = (GetParam().is_reading ? faults.reads : faults.writes).calls();
            if (calls < call) {
                EXPECT_GT(call, fewest_calls) << "more calls should be needed";
                return;
            }
        }
    }
};

TEST_P(FaultSweep, AppliedAgainGivesTheSameTree) {
    const TreeDump expected = undisturbed(GetParam().way);

    sweep(
        Direction::apply, [](Case& /*one*/) {},
        [&](Case& one) {
            one.replay_undisturbed(Direction::apply);
            EXPECT_EQ(difference(expected, one.dump()), "");
        });
}

TEST_P(FaultSweep, UndoneGivesTheOldTree) {
    sweep(
        Direction::apply, [](Case& /*one*/) {},
        [](Case& one) {
            one.replay_undisturbed(Direction::undo);
            EXPECT_EQ(difference(one.before(), one.dump()), "");
        });
}

TEST_P(FaultSweep, ADisturbedUndoIsFinishedByAnother) {
    const auto apply = [](Case& one) { one.replay_undisturbed(Direction::apply); };

    sweep(Direction::undo, apply, [](Case& one) {
        one.replay_undisturbed(Direction::undo);
        EXPECT_EQ(difference(one.before(), one.dump()), "");
    });
}

INSTANTIATE_TEST_SUITE_P(
    Table, FaultSweep,
    testing::Values(Sweep{"OneWriteFails", Way::to_mapped, false, false},
                    Sweep{"Killed", Way::to_mapped, true, false},
                    Sweep{"OneReadFails", Way::to_mapped, false, true},
                    Sweep{"WayBackOneWriteFails", Way::to_passthrough, false, false},
                    Sweep{"FilesOneWriteFails", Way::to_files, false, false},
                    Sweep{"FilesKilled", Way::to_files, true, false},
                    Sweep{"FilesOneReadFails", Way::to_files, false, true},
                    Sweep{"WayBackFromFilesOneWriteFails", Way::from_files, false, false},
                    Sweep{"WayBackFromFilesKilled", Way::from_files, true, false},
                    Sweep{"WayBackFromFilesOneReadFails", Way::from_files, false, true},
                    Sweep{"FlagsOneWriteFails", Way::immutable_to_mapped, false, false},
                    Sweep{"FlagsKilled", Way::immutable_to_mapped, true, false}),
    [](const auto& row) { return std::string(row.param.name); });

class HalfWaySweep : public FaultSweep {};

/// What was left of applying stands at the temporary names, and must not be taken for what undo
/// builds there.
TEST_P(HalfWaySweep, ADisturbedUndoIsFinishedByAnother) {
    const int last_call = find_call_that_leaves_device();

    sweep(
        Direction::undo, [last_call](Case& one) { apply_until(one, last_call); },
        [](Case& one) {
            one.replay_undisturbed(Direction::undo);
            EXPECT_EQ(difference(one.before(), one.dump()), "");
        },
        30);
}

INSTANTIATE_TEST_SUITE_P(Table, HalfWaySweep,
                         testing::Values(Sweep{"OneWriteFails", Way::to_mapped, false, false},
                                         Sweep{"OneReadFails", Way::to_mapped, false, true}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(FaultSweepCase, ComesBackWhenNothingFails) {
    if (!is_root()) {
        GTEST_SKIP() << "only root can give files to other users";
    }
    Case one(Way::to_mapped);
    one.replay_undisturbed(Direction::apply);
    EXPECT_NE(difference(one.before(), one.dump()), "");

    one.replay_undisturbed(Direction::undo);

    EXPECT_EQ(difference(one.before(), one.dump()), "");
}

} // namespace
} // namespace permap::tests
