// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include "report/record.hpp"
#include "report/text_sections.hpp"
#include "tests/unit/report/capture.hpp"

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::report {
namespace {

using scanner::Severity;
using testing::HasSubstr;
using testing::Not;

const Header kHeader = {"scan", {"/srv/vm"}, "passthrough", "jail", "0.1.0"};

std::string message_free(const std::string& rule) {
    const scanner::Rule& row = *scanner::find_rule(rule);
    return "  Why  " + wrap(row.why, 7) + "\n  Fix  " + wrap(row.fix, 7) + "\n";
}

TEST(Text, ShowsWhatIsWaivedApartWithWhoAnswersForIt) {
    Capture capture("text", {.examples = 2});
    capture->header(kHeader);
    scanner::Finding waived = finding("world-writable-file", Severity::high, "spool/x");
    waived.waiver =
        std::make_shared<scanner::Waiver>(scanner::Waiver{"import\033", "ops", "2026-12-31"});

    capture->add(waived);
    Summary summary = {.entries = 9, .directories = 1, .findings = {}, .problems = 0, .seconds = 0};
    summary.findings.waived = 1;
    capture->summary(summary);

    EXPECT_THAT(capture.text(),
                HasSubstr("safety jail\n\n"
                          "Waived: reported, but nothing fails for it\n"
                          "  world-writable-file (file that everybody may change): 1 high\n"
                          "    0666 1000:100 'spool/x'  reachable by host users"
                          "  ops until 2026-12-31: import\\x1b\n"));
    EXPECT_THAT(capture.text(), HasSubstr("Findings: none.\nWaived: 1.\n"));
}

TEST(Text, ARecordIsItsText) {
    Capture capture("text");

    capture->record({"mount", {{"file_system", "ext4"}}, "for people\n"});

    EXPECT_EQ(capture.text(), "for people\n");
}

TEST(Text, ShowsRulesBySeverityWithExamplesInPathOrder) {
    Capture capture("text", {.examples = 2});
    capture->header(kHeader);
    capture->begin_root("/srv/vm");

    for (const char* const path : {"c", "a", "b"}) {
        capture->add(finding("world-writable-file", Severity::high, path));
    }
    capture->add(finding("world-writable-executable", Severity::critical, "bin/x"));
    Summary summary = {.entries = 9, .directories = 1, .findings = {}, .problems = 0, .seconds = 0};
    summary.findings.by_severity = {0, 0, 0, 3, 1};
    capture->summary(summary);

    EXPECT_EQ(
        capture.text(),
        "permap scan '/srv/vm', model passthrough, safety jail\n"
        "\n"
        "CRITICAL  world-writable-executable (program that everybody may change): 1 critical\n" +
            message_free("world-writable-executable") +
            "    0666 1000:100 'bin/x'  reachable by host users\n"
            "\n"
            "HIGH  world-writable-file (file that everybody may change): 3 high\n" +
            message_free("world-writable-file") +
            "    0666 1000:100 'a'  reachable by host users\n"
            "    0666 1000:100 'b'  reachable by host users\n"
            "    and 1 more\n"
            "\n"
            "Looked at 9 entries in 1 directory, 0.0 s.\n"
            "Findings: 1 critical, 3 high.\n"
            "Next: permap rules RULE explains a finding\n");
}

TEST(Text, PutsTheWorstExamplesFirst) {
    Capture capture("text", {.examples = 1});

    capture->add(finding("world-writable-file", Severity::low, "a"));
    capture->add(finding("world-writable-file", Severity::high, "z"));
    capture->summary({});

    EXPECT_THAT(capture.text(), HasSubstr("1 high, 1 low"));
    EXPECT_THAT(capture.text(), HasSubstr("'z'"));
    EXPECT_THAT(capture.text(), Not(HasSubstr("'a'")));
}

TEST(Text, ShowsAnObjectUnderItsMostSevereRule) {
    Capture capture("text");
    scanner::Finding second = finding("world-writable-executable", Severity::medium, "x");
    second.is_primary = false;

    capture->add(finding("setuid-file", Severity::critical, "x"));
    capture->add(finding("world-writable-executable", Severity::high, "y"));
    capture->add(second);
    capture->summary({});

    const std::string text = capture.text();
    EXPECT_EQ(text.find("'x'"), text.rfind("'x'"));
    EXPECT_THAT(text, HasSubstr("    1 counted under a more severe rule, too\n"));
}

TEST(Text, ShowsItAgainWhereNothingElseIsAsBad) {
    Capture capture("text");
    for (const char* const path : {"a", "b"}) {
        scanner::Finding second = finding("setuid-file", Severity::critical, path);
        second.is_primary = false;
        capture->add(second);
    }
    capture->add(finding("setuid-file", Severity::high, "lesser"));
    capture->summary({});

    const std::string text = capture.text();
    EXPECT_LT(text.find("'a'"), text.find("'lesser'"));
    EXPECT_THAT(text, Not(HasSubstr("'b'"))) << "one is enough to look further";
}

TEST(Text, NamesWhatBlocks) {
    scanner::Finding made = finding("world-writable-file", Severity::low, "a");
    made.reachable = scanner::Reachable::none;
    made.blocked_by = "srv/private";

    EXPECT_EQ(example_text(made, "a"), "0666 1000:100 'a'  blocked by 'srv/private'");
}

TEST(Text, ShowsEvidenceWhereReachWasNotAsked) {
    scanner::Finding made = finding("planted-metadata", Severity::critical, "a");
    made.reachable = scanner::Reachable::not_asked;
    made.evidence = {{"uid", "0"}, {"kind", "fi\nle"}};

    EXPECT_EQ(example_text(made, "a\x1B"), "0666 1000:100 'a\\x1b'  uid 0, kind fi\\nle");
}

TEST(Text, PutsTheRootBeforePathsOfSeveralRoots) {
    Capture capture("text");
    capture->header({"scan", {"/one", "/two/"}, "", "", ""});

    capture->begin_root("/one");
    capture->add(finding("world-writable-file", Severity::high, "."));
    capture->begin_root("/two/");
    capture->add(finding("world-writable-file", Severity::high, "a"));
    capture->summary({});

    EXPECT_THAT(capture.text(), HasSubstr("'/one'  reach"));
    EXPECT_THAT(capture.text(), HasSubstr("'/two/a'  reach"));
}

TEST(Text, CountsRepeatedProblemsByCause) {
    Capture capture("text", {.examples = 1});

    capture->problem({"b", base::fail(EACCES, "open", "b").value()});
    capture->problem({"a", base::fail(EACCES, "open", "a").value()});
    capture->summary({});

    EXPECT_THAT(capture.text(), HasSubstr("  open: Permission denied: 2 entries\n"
                                          "    'a'\n"
                                          "    and 1 more\n"));
}

TEST(Text, KeepsTheNumberOfCausesDown) {
    Capture capture("text");

    for (int cause = 0; cause < 200; ++cause) {
        capture->problem(
            {"a", base::fail_because("cause " + std::to_string(1000 + cause)).value()});
    }
    capture->summary({});

    EXPECT_THAT(capture.text(), HasSubstr("cause 1049: 1 entry\n"));
    EXPECT_THAT(capture.text(), HasSubstr("  and 150 with other causes\n"));
}

TEST(Text, ListsTheFirstChanges) {
    Capture capture("text", {.changes = 1});
    const std::vector<std::string> steps = {"set owner 1:1", "set mode 0600"};

    capture->change("b", steps);
    capture->change("a", steps);
    capture->summary({.conversion = Conversion{.changed = 2, .run = "ab12", .is_dry_run = true}});

    EXPECT_THAT(capture.text(), HasSubstr("Changes\n    'a': set owner 1:1, set mode 0600\n"
                                          "    and 1 more (--format ndjson lists all)\n"));
    EXPECT_THAT(capture.text(), HasSubstr("Nothing was written. 2 entries would change, 0 right "
                                          "already, 0 left alone. Run: ab12.\n"));
}

TEST(Text, ColoursOnlyWhenAsked) {
    Capture plain("text");
    Capture coloured("text", {.colour = Colour::yes});

    for (Capture* const capture : {&plain, &coloured}) {
        (*capture)->add(finding("world-writable-file", Severity::high, "a"));
        (*capture)->summary({});
    }

    EXPECT_THAT(plain.text(), Not(HasSubstr("\x1B")));
    EXPECT_THAT(coloured.text(), HasSubstr("\x1B[31mHIGH\x1B[0m"));
}

TEST(Text, SaysSoWhenThereIsNothing) {
    Capture capture("text");

    capture->summary({.entries = 1, .directories = 1, .remarks = {"The tree looks mapped."}});

    EXPECT_EQ(capture.text(), "Looked at 1 entry in 1 directory, 0.0 s.\n"
                              "Findings: none.\n"
                              "The tree looks mapped.\n");
}

/// The report when `threads` threads share the same results, in an order that `seed` decides.
std::string report_of(std::size_t threads, unsigned seed) {
    std::vector<std::size_t> order(2000);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), std::mt19937(seed));
    Capture capture("text");
    capture->begin_root("/srv");
    {
        std::vector<std::jthread> workers;
        for (std::size_t worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                for (std::size_t at = worker; at < order.size(); at += threads) {
                    const std::size_t i = order[at];
                    const auto severity = static_cast<Severity>(i % scanner::kSeverities);
                    const char* const rule = i % 3 == 0 ? "setuid-file" : "world-writable-file";
                    capture->add(finding(rule, severity, std::to_string(i)));
                    capture->problem({std::to_string(i),
                                      base::fail(static_cast<int>(1 + i % 120), "open").value()});
                    capture->change(std::to_string(i), {});
                }
            });
        }
    }
    capture->summary({});
    return capture.text();
}

TEST(Text, IsTheSameForAnyInterleaving) {
    const std::string alone = report_of(1, 1);

    EXPECT_EQ(report_of(1, 2), alone);
    EXPECT_EQ(report_of(2, 3), alone);
    EXPECT_EQ(report_of(8, 4), alone);
}

TEST(Wrap, BreaksBetweenWordsAndIndents) {
    const std::string text = wrap(std::string(70, 'a') + " bbbb cccc dddd", 2);

    EXPECT_EQ(text, std::string(70, 'a') + " bbbb\n  cccc dddd");
    EXPECT_EQ(wrap("", 3), "");
}

} // namespace
} // namespace permap::report
