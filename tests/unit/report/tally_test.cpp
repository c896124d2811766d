// SPDX-License-Identifier: Apache-2.0
#include "report/tally.hpp"

#include "tests/unit/report/capture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::report {
namespace {

using scanner::BaselineState;
using scanner::Severity;

TEST(Tally, CountsAndPassesOn) {
    Capture capture("ndjson");
    Tally tally(*capture);

    tally.add(finding("world-writable-file", Severity::high, "a"));
    tally.add(finding("world-writable-file", Severity::low, "b"));

    const FindingCounts counts = tally.counts();
    EXPECT_EQ(counts.by_rule.at("world-writable-file"), 2U);
    EXPECT_EQ(failing(counts, {.any = Severity::low}), 2U);
    EXPECT_EQ(failing(counts, {.any = Severity::high}), 1U);
    EXPECT_EQ(failing(counts, {.any = Severity::critical}), 0U);
    EXPECT_EQ(failing(counts, {.any = std::nullopt}), 0U);
    EXPECT_NE(capture.text(), "");
}

TEST(Tally, CountsWhatIsWaivedApart) {
    Capture capture("ndjson");
    Tally tally(*capture);
    scanner::Finding waived = finding("world-writable-file", Severity::high, "a");
    waived.waiver = std::make_shared<scanner::Waiver>();

    tally.add(waived);
    tally.add(finding("world-writable-file", Severity::low, "b"));

    EXPECT_EQ(tally.counts().waived, 1U);
    EXPECT_EQ(tally.counts().by_rule.at("world-writable-file"), 1U);
    EXPECT_EQ(failing(tally.counts(), {}), 0U);
    EXPECT_THAT(tally.counts().waived_rules, testing::ElementsAre("world-writable-file"));
}

TEST(Tally, CountsAsFreshAllThatTheBaselineDoesNotSayInTheSameWords) {
    Capture capture("ndjson");
    Tally tally(*capture);

    for (const BaselineState state :
         {BaselineState::is_new, BaselineState::updated, BaselineState::unchanged}) {
        scanner::Finding made = finding("world-writable-file", Severity::high, "a");
        made.baseline_state = state;
        tally.add(made);
    }

    EXPECT_EQ(sum_of(tally.counts().by_severity), 3U);
    EXPECT_EQ(failing(tally.counts(), {.any = std::nullopt, .fresh = Severity::high}), 2U);
    EXPECT_EQ(failing(tally.counts(), {.any = Severity::high, .fresh = Severity::low}), 3U);
    EXPECT_EQ(failing(tally.counts(), {.any = std::nullopt, .fresh = Severity::critical}), 0U);
}

TEST(Tally, ABlockerFailsHoweverMild) {
    Capture capture("ndjson");
    Tally tally(*capture);
    scanner::Finding blocker = finding("hard-link-outside", Severity::low, "a");
    blocker.is_blocker = true;

    tally.add(blocker);
    tally.add(finding("world-writable-file", Severity::critical, "b"));

    EXPECT_EQ(failing(tally.counts(), {.any = std::nullopt}), 1U);
    EXPECT_EQ(failing(tally.counts(), {.any = Severity::high}), 2U);
    EXPECT_EQ(failing(tally.counts(), {.any = Severity::low}), 2U);
}

} // namespace
} // namespace permap::report
