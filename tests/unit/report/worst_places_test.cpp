// SPDX-License-Identifier: Apache-2.0
#include "report/worst_places.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::report {
namespace {

using scanner::Severity;
using testing::ElementsAre;
using testing::IsEmpty;

struct Found {
    std::string path;
    Severity severity = Severity::high;
};

/// "PATH CRITICAL/HIGH/MEDIUM/LOW" of each place.
std::vector<std::string> places(const std::vector<Found>& all, std::size_t most = 4096) {
    WorstPlaces worst(most);
    for (const Found& found : all) {
        worst.add(0, found.path, found.severity);
    }
    std::vector<std::string> texts;
    for (const WorstPlaces::Place& place : worst.heaviest()) {
        texts.push_back(fmt::format("{} {}/{}/{}/{}", place.directory.path, place.counts[4],
                                    place.counts[3], place.counts[2], place.counts[1]));
    }
    return texts;
}

std::vector<Found> many(const std::string& directory, int count,
                        Severity severity = Severity::high) {
    std::vector<Found> all;
    for (int i = 0; i < count; ++i) {
        all.push_back({fmt::format("{}/{}", directory, i), severity});
    }
    return all;
}

std::vector<Found> operator+(std::vector<Found> left, const std::vector<Found>& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

TEST(WorstPlaces, AreTheDeepestThatHoldATenth) {
    EXPECT_THAT(places(many("a/b", 50) + many("a/c", 5) + many("d/e/f", 40) + many("g", 1)),
                ElementsAre("a/b 0/50/0/0", "d/e/f 0/40/0/0"));
}

TEST(WorstPlaces, CountEachFindingOnce) {
    EXPECT_THAT(places(many("a", 50) + many("a/b", 30) + many("a/c", 1)),
                ElementsAre("a 0/51/0/0", "a/b 0/30/0/0"));
}

TEST(WorstPlaces, WeighSeverity) {
    EXPECT_THAT(places(many("low", 60, Severity::low) + many("critical", 5, Severity::critical)),
                ElementsAre("critical 5/0/0/0", "low 0/0/0/60"));
}

TEST(WorstPlaces, AreFewWhereAllIsSpread) {
    std::vector<Found> all;
    for (int i = 0; i < 100; ++i) {
        all.push_back({fmt::format("d{}/x", i)});
    }

    EXPECT_THAT(places(all), ElementsAre(". 0/100/0/0"));
}

TEST(WorstPlaces, AreNoneWithoutWeight) {
    EXPECT_THAT(places({}), IsEmpty());
    EXPECT_THAT(places({{"a/x", Severity::info}}), IsEmpty());
}

TEST(WorstPlaces, CutDeepPaths) {
    EXPECT_THAT(places(many("1/2/3/4/5/6", 3)), ElementsAre("1/2/3/4 0/3/0/0"));
}

TEST(WorstPlaces, AreTheSameInAnyOrderAlsoWhenThereAreTooMany) {
    std::vector<Found> all = many("busy/one", 200) + many("busy/two", 30);
    for (int i = 0; i < 60; ++i) {
        all.push_back({fmt::format("busy/one/{}/x", i)});
        all.push_back({fmt::format("wide/{}/x", i), Severity::medium});
    }
    const std::vector<std::string> expected = places(all, 50);
    std::mt19937 random(1); // NOLINT(cert-msc51-cpp): the same each time

    EXPECT_THAT(expected, ElementsAre("busy 0/290/0/0"));
    for (int round = 0; round < 20; ++round) {
        std::ranges::shuffle(all, random);
        EXPECT_EQ(places(all, 50), expected);
    }
}

} // namespace
} // namespace permap::report
