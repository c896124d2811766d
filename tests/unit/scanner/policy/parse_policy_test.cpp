// SPDX-License-Identifier: Apache-2.0
#include "scanner/policy/policy.hpp"
#include "scanner/rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::HasSubstr;

TEST(ParsePolicy, ReadsAllThatAPolicyMaySay) {
    const base::Result<Policy> policy = parse_policy(R"(
audit = true

[rules]
world-writable-file = "critical"
setuid-file = "off"

[[expect]]
path = "etc/*"
kind = "file"
owner = "root"
group = 42
mode-at-most = "0644"
mode-forbidden = "4000"
severity = "low"

[[waive]]
rule = "mode-widened"
path = "spool/"
reason = "import"
owner = "ops"
expires = 2026-12-31
)",
                                                     "p.toml");

    ASSERT_TRUE(policy) << base::to_text(policy.error());
    EXPECT_TRUE(policy->audits);
    EXPECT_EQ(policy->rules.at(find_rule("world-writable-file")).severity, Severity::critical);
    EXPECT_FALSE(policy->rules.at(find_rule("setuid-file")).is_on);
    const Expectation& expected = policy->expectations.at(0);
    EXPECT_EQ(expected.kind, codec::Kind::file);
    EXPECT_EQ(expected.owner, "root");
    EXPECT_EQ(expected.group, "42");
    EXPECT_EQ(expected.mode_at_most, 0644U);
    EXPECT_EQ(expected.mode_forbidden, 04000U);
    EXPECT_EQ(expected.severity, Severity::low);
    EXPECT_EQ(expected.where, "p.toml:8");
    const PolicyWaiver& waiver = policy->waivers.at(0);
    EXPECT_EQ(waiver.rule, find_rule("mode-widened"));
    EXPECT_EQ(waiver.waiver->reason, "import");
    EXPECT_EQ(waiver.waiver->expires, "2026-12-31");
    EXPECT_EQ(waiver.expires, parse_day("2026-12-31"));
}

TEST(ParsePolicy, AnEmptyOneExpectsNothing) {
    const base::Result<Policy> policy = parse_policy("", "p.toml");

    ASSERT_TRUE(policy);
    EXPECT_TRUE(audit_rules(*policy).empty());
}

struct Mistake {
    const char* name;
    const char* text;
    const char* says;
};

class PolicyMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(PolicyMistakes, NameLineColumnAndKey) {
    const base::Result<Policy> policy = parse_policy(GetParam().text, "p.toml");

    ASSERT_FALSE(policy);
    EXPECT_THAT(base::to_text(policy.error()), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Every, PolicyMistakes,
    testing::Values(
        Mistake{"Syntax", "audit = \n", "p.toml:1:"},
        Mistake{"TopKey", "\nrule = 1\n",
                "p.toml:2:1: rule: no such key: want one of audit, rules"},
        Mistake{"ExpectKey", "[[expect]]\npath = \"a\"\nmod = \"1\"\n",
                "p.toml:3:1: expect.mod: no such key: want one of path, kind"},
        Mistake{"WaiveKey", "[[waive]]\nuntil = 1\n", "p.toml:2:1: waive.until: no such key"},
        Mistake{"NumberForMode", "[[expect]]\npath = \"a\"\nmode = 0o644\n",
                "p.toml:3:8: expect.mode: want an octal mode in quotes, such as \"0644\""},
        Mistake{"NoMode", "[[expect]]\npath = \"a\"\nmode = \"0888\"\n", "p.toml:3:8: expect.mode"},
        Mistake{"NoPath", "[[expect]]\nmode = \"0644\"\n", "p.toml:1:1: expect: has no path"},
        Mistake{"AbsolutePath", "[[expect]]\npath = \"/etc\"\n",
                "p.toml:2:8: expect.path: paths are"},
        Mistake{"BadPattern", "[[expect]]\npath = \"a[\"\n", "p.toml:2:8: expect.path: has a '['"},
        Mistake{"Kind", "[[expect]]\npath = \"a\"\nkind = \"dir\"\n",
                "p.toml:3:8: expect.kind: want"},
        Mistake{"NegativeOwner", "[[expect]]\npath = \"a\"\nowner = -1\n",
                "p.toml:3:9: expect.owner"},
        Mistake{"Severity", "[[expect]]\npath = \"a\"\nseverity = \"bad\"\n", "expect.severity"},
        Mistake{"Rule", "[rules]\nno-such-rule = \"on\"\n",
                "p.toml:2:16: rules.no-such-rule: no such rule"},
        Mistake{"RuleSetting", "[rules]\nsetuid-file = true\n", "want \"on\", \"off\", or"},
        Mistake{"WaivedRule",
                "[[waive]]\nrule = \"x\"\npath = \"a\"\nreason = \"r\"\nowner = \"o\"\n",
                "p.toml:2:8: waive.rule: no such rule 'x'"},
        Mistake{"NoReason", "[[waive]]\nrule = \"setuid-file\"\npath = \"a\"\nowner = \"o\"\n",
                "p.toml:1:1: waive: has no reason"},
        Mistake{"EmptyReason",
                "[[waive]]\nrule = \"setuid-file\"\npath = \"a\"\nowner = \"o\"\nreason = \"\"\n",
                "p.toml:5:10: waive.reason: want"},
        Mistake{"NoSuchDay",
                "[[waive]]\nrule = \"setuid-file\"\npath = \"a\"\nowner = \"o\"\nreason = \"r\"\n"
                "expires = \"2026-02-30\"\n",
                "p.toml:6:11: waive.expires: want a day that exists"},
        Mistake{"ExpectIsNoTables", "expect = 1\n", "want tables, each headed [[expect]]"},
        // From each part of toml++'s table of spaces that ends in undefined behaviour.
        Mistake{"AccentForValue", "[rules]\nsetuid-file = \u00E9\n", "p.toml:2:15: setuid-file: "},
        Mistake{"CommaForValue", "audit = [ \u3001\n", "p.toml:1:11: audit: "},
        Mistake{"LetterForValue", "audit = \uFB26\n", "p.toml:1:9: audit: "},
        Mistake{"CyrillicKey", "\u0441 = \"on\"\n", "p.toml:1:1: "},
        Mistake{"NoUtf8", "audit = \"\xFF\"\n", "p.toml:1:"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ResolveNames, NamesThePlaceOfAnUnknownOne) {
    Policy policy = *parse_policy("[[expect]]\npath = \"a\"\nowner = \"nobody-here\"\n", "p.toml");

    const auto resolved = resolve_names(
        policy, [](const std::string&) { return base::fail_because("no such user"); },
        [](const std::string&) { return base::fail_because("no such group"); });

    ASSERT_FALSE(resolved);
    EXPECT_THAT(base::to_text(resolved.error()),
                HasSubstr("p.toml:1: owner = 'nobody-here': no such user here: write its number"));
}

TEST(AuditRules, AreAllOrThoseThatAreNamed) {
    const Policy some =
        *parse_policy("[rules]\nsetuid-file = \"on\"\nmode-widened = \"low\"\n", "p");
    const Policy all = *parse_policy("audit = true\n[rules]\nsetuid-file = \"off\"\n", "p");

    EXPECT_THAT(audit_rules(some), testing::ElementsAre(find_rule("setuid-file")));
    EXPECT_THAT(audit_rules(all), testing::Contains(find_rule("world-writable-file")));
    EXPECT_THAT(audit_rules(all), testing::Not(testing::Contains(find_rule("setuid-file"))));
    EXPECT_THAT(audit_rules(all), testing::Not(testing::Contains(find_rule("mode-widened"))));
}

} // namespace
} // namespace permap::scanner
