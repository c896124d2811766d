// SPDX-License-Identifier: Apache-2.0
// Lets the n-th call of a conversion fail, for every n, and checks that an undisturbed run after it
// gets to the very same tree, and that undo gets back to the very same old one.
#include "tests/faults/case.hpp"
#include "tests/support/as_nobody.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <ostream>

#include <gtest/gtest.h>

namespace permap::tests {
namespace {

using mapper::Direction;

const Pair kToMapped;
const Pair kToPassthrough = {.from = "mapped-xattr", .to = "passthrough"};
const Pair kToFiles = {.to = "mapped-file"};
const Pair kFromFiles = {.from = "mapped-file", .to = "passthrough"};
const Pair kFrozenToMapped = {.is_frozen = true};

/// What the n-th call does, and all after it.
struct Sweep {
    const char* name;
    Pair pair;
    bool is_for_good; ///< every later call fails, too: the run was killed
    bool is_reading;  ///< reading calls fail, not writing ones
};

void PrintTo(const Sweep& sweep, std::ostream* out) {
    *out << sweep.name;
}

/// The errors take turns: a sweep for each would take minutes.
Faults faults_at(const Sweep& sweep, int call) {
    constexpr std::array kErrors = {EIO, ENOSPC, EPERM};
    const auto turn = static_cast<std::size_t>(call) % kErrors.size();
    const Fault fault = {.first = call,
                         .last = sweep.is_for_good ? INT_MAX : call,
                         .errno_value = sweep.is_reading ? EIO : kErrors[turn]};
    return make_faults(sweep.is_reading, fault);
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
    Faults faults = make_faults(false, killed);
    EXPECT_FALSE(one.replay(Direction::apply, faults));
}

int find_call_that_leaves_device() {
    for (int call = 1; call < 1000; ++call) {
        Case one(kToMapped);
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
    /// `prepare` runs before, `recover` after it, undisturbed. A disturbed run that calls
    /// itself complete has done all that it should.
    template <typename Prepare, typename Recover>
    void sweep(Direction disturbed, Prepare prepare, Recover recover, int fewest_calls = 100) {
        const TreeDump applied = undisturbed(GetParam().pair);
        for (int call = 1;; ++call) {
            SCOPED_TRACE("call " + std::to_string(call));
            Case one(GetParam().pair);
            prepare(one);
            Faults faults = faults_at(GetParam(), call);
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
    const TreeDump expected = undisturbed(GetParam().pair);

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
    testing::Values(Sweep{"OneWriteFails", kToMapped, false, false},
                    Sweep{"Killed", kToMapped, true, false},
                    Sweep{"OneReadFails", kToMapped, false, true},
                    Sweep{"WayBackOneWriteFails", kToPassthrough, false, false},
                    Sweep{"FilesOneWriteFails", kToFiles, false, false},
                    Sweep{"FilesKilled", kToFiles, true, false},
                    Sweep{"FilesOneReadFails", kToFiles, false, true},
                    Sweep{"WayBackFromFilesOneWriteFails", kFromFiles, false, false},
                    Sweep{"WayBackFromFilesKilled", kFromFiles, true, false},
                    Sweep{"WayBackFromFilesOneReadFails", kFromFiles, false, true},
                    Sweep{"FlagsOneWriteFails", kFrozenToMapped, false, false},
                    Sweep{"FlagsKilled", kFrozenToMapped, true, false}),
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
                         testing::Values(Sweep{"OneWriteFails", kToMapped, false, false},
                                         Sweep{"OneReadFails", kToMapped, false, true}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(FaultSweepCase, ComesBackWhenNothingFails) {
    if (!is_root()) {
        GTEST_SKIP() << "only root can give files to other users";
    }
    Case one(kToMapped);
    one.replay_undisturbed(Direction::apply);
    EXPECT_NE(difference(one.before(), one.dump()), "");

    one.replay_undisturbed(Direction::undo);

    EXPECT_EQ(difference(one.before(), one.dump()), "");
}

} // namespace
} // namespace permap::tests
