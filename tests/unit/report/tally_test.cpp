// SPDX-License-Identifier: Apache-2.0
#include "report/tally.hpp"

#include "tests/unit/report/capture.hpp"

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
    EXPECT_TRUE(has_findings_from(counts.by_severity, Severity::high));
    EXPECT_FALSE(has_findings_from(counts.by_severity, Severity::critical));
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
    EXPECT_FALSE(has_findings_from(tally.counts().by_severity, Severity::medium));
}

TEST(Tally, CountsAsNewAllThatTheBaselineDoesNotSayInTheSameWords) {
    Capture capture("ndjson");
    Tally tally(*capture);

    for (const BaselineState state :
         {BaselineState::is_new, BaselineState::updated, BaselineState::unchanged}) {
        scanner::Finding made = finding("world-writable-file", Severity::high, "a");
        made.baseline_state = state;
        tally.add(made);
    }

    EXPECT_EQ(sum_of(tally.counts().by_severity), 3U);
    EXPECT_EQ(sum_of(new_findings(tally.counts())), 2U);
}

} // namespace
} // namespace permap::report
