// SPDX-License-Identifier: Apache-2.0
#include "scanner/policy/judge.hpp"

#include "scanner/held_findings.hpp"
#include "scanner/policy/expectations.hpp"
#include "scanner/rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using codec::ManifestEntry;
using testing::ElementsAre;
using testing::IsEmpty;

class Recorded final : public FindingSink {
public:
    void add(Finding finding) override { all.push_back(std::move(finding)); }
    std::vector<Finding> all;
};

std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
    std::vector<std::string> ids;
    for (const Finding& finding : findings) {
        ids.emplace_back(finding.rule->id);
    }
    return ids;
}

ManifestEntry judged_entry(const char* path, std::uint32_t mode, std::uint32_t uid = 0) {
    ManifestEntry entry;
    entry.path = path;
    entry.known = {codec::ManifestField::kind, codec::ManifestField::mode,
                   codec::ManifestField::uid, codec::ManifestField::gid};
    entry.mode = mode;
    entry.uid = uid;
    return entry;
}

ManifestSpool baseline_of(const std::vector<ManifestEntry>& entries) {
    base::Result<ManifestSpool> spool = ManifestSpool::create();
    {
        ManifestFeed feed(*spool); // hands over the last ones when it goes
        for (const ManifestEntry& entry : entries) {
            feed.add(entry);
        }
    }
    return std::move(*spool);
}

Finding finding_at(const char* rule, const char* path) {
    Finding finding;
    finding.rule = find_rule(rule);
    finding.severity = Severity::high;
    finding.path = path;
    return finding;
}

constexpr const char* kWaiver = "[[waive]]\nrule = \"mode-widened\"\npath = \"spool/*\"\n"
                                "reason = \"import\"\nowner = \"ops\"\nexpires = 2026-12-31\n";

TEST(Expectations, TheLastThatMatchesCountsAndNoOther) {
    const Policy policy = *parse_policy("[[expect]]\npath = \"*\"\nmode = \"0600\"\n"
                                        "[[expect]]\npath = \"bin/*\"\nmode-forbidden = \"0022\"\n",
                                        "p");

    EXPECT_EQ(rules_of(check_expectations(policy, judged_entry("a", 0644), nullptr, false)),
              std::vector<std::string>{"policy-mode"});
    EXPECT_THAT(check_expectations(policy, judged_entry("bin/a", 0755), nullptr, false), IsEmpty());
    EXPECT_EQ(check_expectations(policy, judged_entry("bin/a", 0775), nullptr, false)
                  .at(0)
                  .evidence.at(1)
                  .second,
              "none of 0022");
}

struct ModeCase {
    const char* name;
    const char* key;
    std::uint32_t good;
    std::uint32_t bad;
};
class ModeExpectations : public testing::TestWithParam<ModeCase> {};

TEST_P(ModeExpectations, AreMetOrNot) {
    const Policy policy =
        *parse_policy(std::string("[[expect]]\npath = \"*\"\n") + GetParam().key + "\n", "p");

    EXPECT_THAT(check_expectations(policy, judged_entry("a", GetParam().good), nullptr, false),
                IsEmpty());
    EXPECT_EQ(check_expectations(policy, judged_entry("a", GetParam().bad), nullptr, false).size(),
              1U);
}

INSTANTIATE_TEST_SUITE_P(Every, ModeExpectations,
                         testing::Values(ModeCase{"Exact", "mode = \"2755\"", 02755, 0755},
                                         ModeCase{"AtMost", "mode-at-most = \"0750\"", 0700, 0701},
                                         ModeCase{"Forbidden", "mode-forbidden = \"6002\"", 0775,
                                                  04755}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Expectations, AModeOfALinkMeansNothingItsOwnerDoes) {
    Policy policy = *parse_policy("[[expect]]\npath = \"*\"\nmode = \"0600\"\nowner = 0\n", "p");
    const auto number = [](const std::string& text) -> base::Result<std::uint32_t> {
        return static_cast<std::uint32_t>(std::stoul(text));
    };
    ASSERT_TRUE(resolve_names(policy, number, number));
    ManifestEntry link = judged_entry("a", 0777, 5);
    link.kind = codec::Kind::symlink;

    EXPECT_EQ(rules_of(check_expectations(policy, link, nullptr, false)),
              std::vector<std::string>{"policy-owner"});
}

TEST(Expectations, WhatIsNotKnownIsNotJudged) {
    const Policy policy = *parse_policy("[[expect]]\npath = \"*\"\nmode = \"0600\"\n", "p");
    ManifestEntry entry = judged_entry("a", 0);
    entry.known.remove(codec::ManifestField::mode);

    EXPECT_THAT(check_expectations(policy, entry, nullptr, false), IsEmpty());
}

TEST(Expectations, AreComparedWithTheBaseline) {
    const Policy policy = *parse_policy("[[expect]]\npath = \"*\"\nmode = \"0600\"\n", "p");
    const ManifestEntry is = judged_entry("a", 0666);
    const auto state = [&](const ManifestEntry* was) {
        return check_expectations(policy, is, was, true).at(0).baseline_state;
    };
    const ManifestEntry good = judged_entry("a", 0600);
    const ManifestEntry other = judged_entry("a", 0644);

    EXPECT_EQ(state(nullptr), BaselineState::is_new);
    EXPECT_EQ(state(&good), BaselineState::is_new);
    EXPECT_EQ(state(&other), BaselineState::updated);
    EXPECT_EQ(state(&is), BaselineState::unchanged);
}

TEST(Judge, AWaiverCoversItsRuleAndPathUpToItsLastDay) {
    const Policy policy = *parse_policy(kWaiver, "p");
    for (const auto& [day, is_covered] : {std::pair("2026-12-31", true), {"2027-01-01", false}}) {
        Recorded found;
        Judge judge(policy, *parse_day(day), found);

        judge.add(finding_at("mode-widened", "spool/a"));
        judge.add(finding_at("mode-widened", "a"));
        judge.add(finding_at("owner-changed", "spool/a"));

        EXPECT_EQ(found.all.at(0).waiver != nullptr, is_covered) << day;
        EXPECT_EQ(found.all.at(1).waiver, nullptr);
        EXPECT_EQ(found.all.at(2).waiver, nullptr);
    }
}

TEST(Judge, SaysWhichWaiversRanOutOrCoverNothing) {
    const Policy policy = *parse_policy(kWaiver, "p");
    const auto about_waivers = [&](const char* day, bool is_used) {
        Recorded found;
        Judge judge(policy, *parse_day(day), found);
        if (is_used) {
            judge.add(finding_at("mode-widened", "spool/a"));
        }
        const std::size_t before = found.all.size();
        judge.judge_waivers(judged_entry(".", 0755), Excludes(), true);
        found.all.erase(found.all.begin(), found.all.begin() + static_cast<int>(before));
        return rules_of(found.all);
    };

    EXPECT_THAT(about_waivers("2026-01-01", true), IsEmpty());
    EXPECT_THAT(about_waivers("2026-01-01", false), ElementsAre("waiver-unused"));
    EXPECT_THAT(about_waivers("2027-01-01", true), ElementsAre("waiver-expired"));
    EXPECT_THAT(about_waivers("2027-01-01", false), ElementsAre("waiver-expired"));
}

TEST(Judge, IsSilentAboutAWaiverOfWhatWasExcluded) {
    const auto about_waivers = [](const std::string& exclude) {
        const Policy policy = *parse_policy(kWaiver, "p"); // of spool/*
        Recorded found;
        Judge judge(policy, *parse_day("2026-01-01"), found);
        const std::vector<std::string> patterns = {exclude};
        judge.judge_waivers(judged_entry(".", 0755), *Excludes::parse(patterns), false);
        return rules_of(found.all);
    };

    EXPECT_THAT(about_waivers("spool"), IsEmpty());
    EXPECT_THAT(about_waivers("./spool/"), IsEmpty());
    EXPECT_THAT(about_waivers("spool/*"), IsEmpty());
    EXPECT_THAT(about_waivers("spool/a"), ElementsAre("waiver-unused"));
    EXPECT_THAT(about_waivers("other"), ElementsAre("waiver-unused"));
}

TEST(Judge, ARuleMayBeOffOrOfAnotherSeverity) {
    const Policy policy =
        *parse_policy("[rules]\nmode-widened = \"off\"\nowner-changed = \"low\"\n", "p");
    Recorded found;
    Judge judge(policy, *parse_day("2026-01-01"), found);

    judge.add(finding_at("mode-widened", "a"));
    judge.add(finding_at("owner-changed", "a"));

    ASSERT_EQ(found.all.size(), 1U);
    EXPECT_EQ(found.all.at(0).severity, Severity::low);
}

/// What becomes of a finding about a tree that is as its baseline says, where that knows these.
BaselineState state_with(const char* rule, codec::ManifestFields known,
                         codec::Kind kind = codec::Kind::file) {
    base::Result<HeldFindings> held = HeldFindings::create();
    Recorded found;
    Finding finding = finding_at(rule, "a");
    finding.kind = kind;
    held->add(finding);
    ManifestEntry before = judged_entry("a", 0660);
    before.known = known;
    ManifestSpool was = baseline_of({judged_entry(".", 0755), before});
    EXPECT_TRUE(held->release(was, found));
    return found.all.at(0).baseline_state;
}

TEST(HeldFindings, AreNewWhereTheBaselineDoesNotKnowWhatTheRuleLooksAt) {
    using enum codec::ManifestField;
    const codec::ManifestFields usual = {kind, mode, uid, gid};

    EXPECT_EQ(state_with("setuid-file", usual), BaselineState::unchanged);
    EXPECT_EQ(state_with("setuid-file", {kind, uid, gid}), BaselineState::is_new);
    EXPECT_EQ(state_with("setuid-file", {mode, uid, gid}), BaselineState::is_new);
    EXPECT_EQ(state_with("acl-widens-access", usual), BaselineState::is_new);
    EXPECT_EQ(state_with("acl-widens-access", {kind, mode, uid, gid, acls}),
              BaselineState::unchanged);
    EXPECT_EQ(state_with("acl-default-leaks", usual), BaselineState::is_new);
    EXPECT_EQ(state_with("file-capability", {kind, mode, uid, gid, acls}), BaselineState::is_new);
    EXPECT_EQ(state_with("file-capability", {kind, mode, uid, gid, capability}),
              BaselineState::unchanged);
    EXPECT_EQ(state_with("native-symlink", {kind, uid, gid}, codec::Kind::symlink),
              BaselineState::unchanged);
    EXPECT_EQ(state_with("device-node", usual, codec::Kind::char_device), BaselineState::is_new);
}

TEST(HeldFindings, AreUnchangedWhereOnlyADirectoryAboveMoved) {
    base::Result<HeldFindings> held = HeldFindings::create();
    Recorded found;
    held->add(finding_at("setuid-file", "moved/a"));
    held->add(finding_at("file-capability", "moved/a"));
    ManifestSpool was = baseline_of({judged_entry(".", 0755), judged_entry("old/a", 0755)});

    ASSERT_TRUE(held->release(was, found));

    EXPECT_EQ(found.all.at(0).baseline_state, BaselineState::unchanged);
    EXPECT_EQ(found.all.at(1).baseline_state, BaselineState::is_new);
}

TEST(HeldFindings, AreNewWhereTheEntryDriftedAndElseUnchanged) {
    base::Result<HeldFindings> held = HeldFindings::create();
    ASSERT_TRUE(held);
    Recorded found;
    DriftNotes notes(*held, found);
    Finding made = finding_at("setuid-file", "b/c");
    made.evidence = {{"name", "value"}};
    made.blocked_by = "/srv";

    held->add(made);
    held->add(finding_at("setuid-file", "a"));
    held->add(finding_at("world-writable-file", "b/c"));
    notes.add(finding_at("mode-widened", "b/c"));
    found.all.clear();
    ManifestSpool was =
        baseline_of({judged_entry(".", 0755), judged_entry("a", 0755), judged_entry("b/c", 0755)});
    ASSERT_TRUE(held->release(was, found));

    ASSERT_EQ(found.all.size(), 3U);
    EXPECT_EQ(found.all.at(0).path, "a");
    EXPECT_EQ(found.all.at(0).baseline_state, BaselineState::unchanged);
    EXPECT_EQ(found.all.at(1).baseline_state, BaselineState::is_new);
    EXPECT_EQ(found.all.at(1).evidence, made.evidence);
    EXPECT_EQ(found.all.at(1).blocked_by, "/srv");
    EXPECT_EQ(found.all.at(2).baseline_state, BaselineState::is_new);
}

TEST(Judge, TakesAWaiverOfExpiryForUsedWhateverItsPlaceInTheFile) {
    const std::string early = "[[waive]]\nrule = \"waiver-expired\"\npath = \".\"\n"
                              "reason = \"holidays\"\nowner = \"ops\"\n";
    const Policy policy = *parse_policy(early + kWaiver, "p");
    Recorded recorded;
    Judge judge(policy, *parse_day("2027-01-01"), recorded);

    judge.judge_waivers(judged_entry(".", 0755), Excludes(), false);

    ASSERT_EQ(rules_of(recorded.all), std::vector<std::string>{"waiver-expired"});
    EXPECT_NE(recorded.all.front().waiver, nullptr);
}

} // namespace
} // namespace permap::scanner
