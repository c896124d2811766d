// SPDX-License-Identifier: Apache-2.0
#include "scanner/id_tally.hpp"

#include <deque>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

codec::Facts facts_of(std::uint32_t uid) {
    codec::Facts facts;
    facts.state.mode = 0640;
    facts.state.uid = codec::HostUid{uid};
    return facts;
}

/// A batch with entries that live as long as it does.
class Batch {
public:
    Batch& add(std::string name, std::uint32_t uid, Matches matches = Matches::yes) {
        names_.push_back(std::move(name));
        facts_.push_back(facts_of(uid));
        batch_.begin(names_.back(), facts_.back());
        batch_.count({IdKind::user, uid}, matches);
        return *this;
    }
    void merge_into(IdTally& tally, const std::string& directory = "d") {
        tally.merge(batch_,
                    [&](std::string_view name) { return directory + "/" + std::string(name); });
    }
    IdBatch& operator*() { return batch_; }

private:
    std::deque<std::string> names_;
    std::deque<codec::Facts> facts_;
    IdBatch batch_;
};

TEST(IdTally, CountsEntriesAndMatchesOfEachId) {
    IdTally tally;
    Batch().add("a", 7).add("b", 7, Matches::no).add("c", 8).merge_into(tally);
    Batch().add("d", 7).merge_into(tally);

    const std::vector<CountedId> counted = tally.counted();

    ASSERT_THAT(counted, SizeIs(2));
    EXPECT_EQ(counted[0].key, (IdKey{IdKind::user, 7}));
    EXPECT_EQ(counted[0].entries, 3U);
    EXPECT_EQ(counted[0].matching, 2U);
    EXPECT_EQ(counted[1].entries, 1U);
}

TEST(IdTally, SaysNothingOfIdsThatNoMatchHas) {
    IdTally tally;
    Batch().add("a", 7, Matches::no).merge_into(tally);

    EXPECT_THAT(tally.counted(), IsEmpty());
}

TEST(IdTally, CountsAnIdThatAnEntryHasTwiceOnce) {
    IdTally tally;
    Batch batch;
    (*batch.add("a", 7)).count({IdKind::user, 7}, Matches::yes);
    (*batch).count({IdKind::group, 7}, Matches::yes);
    batch.merge_into(tally);

    ASSERT_THAT(tally.counted(), SizeIs(2)) << "a user and a group";
    EXPECT_EQ(tally.counted()[0].entries, 1U);
}

TEST(IdTally, ShowsTheMatchWithTheSmallestPathInAnyOrder) {
    IdTally one;
    Batch().add("z", 7).add("b", 7).merge_into(one, "d");
    Batch().add("a", 7, Matches::no).add("c", 7).merge_into(one, "d");
    IdTally other;
    Batch().add("c", 7).merge_into(other, "d");
    Batch().add("b", 7).add("z", 7).merge_into(other, "d");

    EXPECT_EQ(one.counted()[0].example.path, "d/b");
    EXPECT_EQ(one.counted()[0].example, other.counted()[0].example);
    EXPECT_EQ(one.counted()[0].example.mode, 0640U);
}

TEST(IdTally, KeepsNoPathThatIsTooLongAndPrefersOneThatIsNot) {
    const std::string far_down(IdTally::kLongestPath, 'a');
    IdTally tally;
    Batch().add("a", 7).add("b", 8).merge_into(tally, far_down);
    Batch().add("x", 8).merge_into(tally, "z");

    EXPECT_EQ(tally.counted()[0].example.path, "");
    EXPECT_EQ(tally.counted()[1].example.path, "z/x");
}

/// All ids from `first` on, ten more than are kept; each with two entries.
void fill(IdTally& tally, bool is_downwards) {
    constexpr std::uint32_t kAll = IdTally::kMostIds + 10;
    for (int round = 0; round < 2; ++round) {
        for (std::uint32_t i = 0; i < kAll; ++i) {
            Batch().add("a", is_downwards ? kAll - 1 - i : i).merge_into(tally);
        }
    }
}

TEST(IdTally, KeepsTheSmallestIdsWithAllTheirEntriesInAnyOrder) {
    for (const bool is_downwards : {false, true}) {
        IdTally tally;
        fill(tally, is_downwards);

        const std::vector<CountedId> counted = tally.counted();
        ASSERT_THAT(counted, SizeIs(IdTally::kMostIds));
        EXPECT_EQ(counted.front().entries, 2U);
        EXPECT_EQ(counted.back().key.id, IdTally::kMostIds - 1);
        EXPECT_EQ(counted.back().entries, 2U);
        EXPECT_EQ(tally.not_kept(), 20U);
    }
}

TEST(IdTally, TakesBatchesFromManyThreads) {
    IdTally tally;
    const auto work = [&] {
        for (int i = 0; i < 1000; ++i) {
            Batch().add("a", 7).merge_into(tally);
        }
    };
    {
        const std::jthread one(work);
        const std::jthread other(work);
    }

    EXPECT_EQ(tally.counted()[0].entries, 2000U);
}

} // namespace
} // namespace permap::scanner
