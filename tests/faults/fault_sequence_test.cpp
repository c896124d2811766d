// SPDX-License-Identifier: Apache-2.0
// Conversions between any two models, applied, turned back and resumed in any order, each attempt
// with another failing call or a kill; at the end an undisturbed one gives the very tree that it
// should. What is drawn depends on PERMAP_FAULT_SEED, the number of sequences on
// PERMAP_FAULT_SEQUENCES.
#include "tests/faults/case.hpp"
#include "tests/support/as_nobody.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace permap::tests {
namespace {

using mapper::Direction;

constexpr std::array kModels = {"passthrough", "mapped-xattr", "mapped-file", "fake-super",
                                "override-stat"};

/// Numbers of anybody's choice from one seed, the same on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    /// From 0 to below `count`.
    std::size_t roll(std::size_t count) { return engine_() % count; }

private:
    std::mt19937_64 engine_;
};

/// One attempt that does not get far.
struct Attempt {
    Direction direction = Direction::apply;
    bool is_reading = false;
    Fault fault;

    [[nodiscard]] std::string text() const {
        return fmt::format("{} with {} {} {}{}", direction == Direction::apply ? "apply" : "undo",
                           ::strerrorname_np(fault.errno_value), is_reading ? "reading" : "writing",
                           fault.first, fault.last == INT_MAX ? " and all after it" : "");
    }
};

struct Calls {
    std::size_t writes = 0;
    std::size_t reads = 0;
};

/// What is the same for all sequences between two models.
struct Ends {
    TreeDump applied;
    Calls calls; ///< of an undisturbed run
};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* const text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

Pair draw_pair(Dice& dice) {
    const std::size_t from = dice.roll(kModels.size());
    const std::size_t to = (from + 1 + dice.roll(kModels.size() - 1)) % kModels.size();
    return {.from = kModels.at(from), .to = kModels.at(to), .is_frozen = dice.roll(4) == 0};
}

Attempt draw_attempt(Dice& dice, const Calls& calls) {
    // whoever may not read something may not read it the next time either
    constexpr std::array kReading = {EIO, ESTALE, ENOMEM};
    constexpr std::array kWriting = {EIO, ENOSPC, EPERM, ESTALE, EDQUOT};
    Attempt attempt;
    attempt.direction = dice.roll(2) == 0 ? Direction::apply : Direction::undo;
    attempt.is_reading = dice.roll(2) == 0;
    const std::size_t last = attempt.is_reading ? calls.reads : calls.writes;
    attempt.fault.first = static_cast<int>(1 + dice.roll(last));
    attempt.fault.last = dice.roll(3) == 0 ? INT_MAX : attempt.fault.first;
    attempt.fault.errno_value = attempt.is_reading ? kReading.at(dice.roll(kReading.size()))
                                                   : kWriting.at(dice.roll(kWriting.size()));
    return attempt;
}

class FaultSequences : public testing::Test {
protected:
    const Ends& ends_of(const Pair& pair) {
        const std::string key = fmt::format("{} {} {}", pair.from, pair.to, pair.is_frozen);
        const auto known = ends_.find(key);
        if (known != ends_.end()) {
            return known->second;
        }
        Case one(pair);
        Faults none;
        EXPECT_TRUE(one.replay(Direction::apply, none)) << key;
        const Calls calls = {static_cast<std::size_t>(none.writes.calls()),
                             static_cast<std::size_t>(none.reads.calls())};
        return ends_.emplace(key, Ends{one.dump(), calls}).first->second;
    }

    void run_sequence(std::uint64_t seed) {
        Dice dice(seed);
        const Pair pair = draw_pair(dice);
        const Ends& ends = ends_of(pair);
        Case one(pair);
        std::string story = fmt::format("sequence {}: {} to {}{}", seed, pair.from, pair.to,
                                        pair.is_frozen ? ", some of it frozen" : "");
        const auto expect = [&](Direction direction, const std::string& when) {
            const TreeDump& due = direction == Direction::apply ? ends.applied : one.before();
            EXPECT_EQ(difference(due, one.dump()), "") << story << when;
        };
        for (std::size_t rest = 1 + dice.roll(4); rest > 0; --rest) {
            const Attempt attempt = draw_attempt(dice, ends.calls);
            story += ", " + attempt.text();
            Faults faults = make_faults(attempt.is_reading, attempt.fault);
            if (one.replay(attempt.direction, faults)) {
                expect(attempt.direction, ", complete as it says");
            }
        }
        const Direction last = dice.roll(2) == 0 ? Direction::apply : Direction::undo;
        SCOPED_TRACE(story);
        one.replay_undisturbed(last);
        expect(last, last == Direction::apply ? ", apply" : ", undo");
    }

private:
    std::map<std::string, Ends> ends_;
};

TEST_F(FaultSequences, EndWhereTheLastRunLeads) {
    if (!is_root()) {
        GTEST_SKIP() << "only root can give files to other users";
    }
    const std::uint64_t first = number_from("PERMAP_FAULT_SEED", 1);
    const std::uint64_t count = number_from("PERMAP_FAULT_SEQUENCES", 200);
    for (std::uint64_t seed = first; seed < first + count && !HasFailure(); ++seed) {
        run_sequence(seed);
    }
}

} // namespace
} // namespace permap::tests
