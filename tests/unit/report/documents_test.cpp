// SPDX-License-Identifier: Apache-2.0
// What SARIF, JUnit, html and GitHub's annotations make of findings. Whether they are well-formed
// is asked of other programs, in tests/formats.
#include "base/uri.hpp"
#include "report/tally.hpp"
#include "report/xml_text.hpp"
#include "tests/unit/report/capture.hpp"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::report {
namespace {

using scanner::Severity;

using testing::HasSubstr;
using testing::Not;

FindingCounts count(const std::vector<scanner::Finding>& findings) {
    Capture nowhere("ndjson");
    Tally tally(*nowhere);
    for (const scanner::Finding& made : findings) {
        tally.add(made);
    }
    return tally.counts();
}

/// A report of these findings below "/srv", with the numbers that go with them.
std::string report(const char* format, const std::vector<scanner::Finding>& findings,
                   const Options& options = {}, const std::string& root = "/srv", int status = 1) {
    Capture capture(format, options);
    capture->header({.command = "scan",
                     .roots = {root},
                     .model = "none",
                     .safety = "jail",
                     .version = "1.0.0",
                     .rules = {scanner::find_rule("setuid-file")}});
    capture->begin_root(root);
    for (const scanner::Finding& made : findings) {
        capture->add(made);
    }
    capture->summary(
        {.entries = 9, .directories = 2, .findings = count(findings), .status = status});
    return capture.text();
}

scanner::Finding waived(scanner::Finding made) {
    made.waiver =
        std::make_shared<scanner::Waiver>(scanner::Waiver{"nightly import", "ops", "2026-12-31"});
    return made;
}

scanner::Finding unchanged(scanner::Finding made) {
    made.baseline_state = scanner::BaselineState::unchanged;
    return made;
}

Json first_result(const std::string& sarif) {
    return Json::parse(sarif)["runs"][0]["results"][0];
}

TEST(Sarif, SaysWhereInURIsThatKeepEveryByte) {
    const Json result =
        first_result(report("sarif", {finding("setuid-file", Severity::high, "a b\xFF:c/#")}));

    const Json& place = result["locations"][0]["physicalLocation"];
    EXPECT_EQ(place["artifactLocation"]["uri"], "a%20b%FF%3Ac/%23");
    EXPECT_EQ(place["artifactLocation"]["uriBaseId"], "ROOT");
    EXPECT_EQ(result["partialFingerprints"]["permapPlace/v1"], "setuid-file:a%20b%FF%3Ac/%23");
}

TEST(Sarif, KeepsARelativeRootInTheURI) {
    const auto uri_below = [](const char* root) {
        const Json result =
            first_result(report("sarif", {finding("setuid-file", Severity::high, "x")}, {}, root));
        return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    };

    EXPECT_EQ(uri_below("./image//root/"), "image/root/x");
    EXPECT_EQ(uri_below("."), "x");
    EXPECT_EQ(uri_below("../x"), "x"); // below a base of its own
}

TEST(Sarif, HasLevelStateAndSuppression) {
    const Json result = first_result(
        report("sarif", {unchanged(waived(finding("setuid-file", Severity::medium, "x")))}));

    EXPECT_EQ(result["level"], "warning");
    EXPECT_EQ(result["baselineState"], "unchanged");
    EXPECT_EQ(result["suppressions"][0]["kind"], "external");
    EXPECT_EQ(result["suppressions"][0]["justification"], "nightly import");
}

TEST(Sarif, ListsRulesThatFoundNothing) {
    const Json run = Json::parse(
        report("sarif", {finding("world-writable-file", Severity::high, "x")}))["runs"][0];

    const Json& rules = run["tool"]["driver"]["rules"];
    ASSERT_EQ(rules.size(), 2U);
    EXPECT_EQ(rules[0]["id"], "world-writable-file");
    EXPECT_EQ(rules[0]["properties"]["tags"][2], "external/cwe/cwe-732");
    EXPECT_EQ(rules[1]["id"], "setuid-file");
    EXPECT_EQ(run["results"][0]["ruleIndex"], 0);
}

TEST(Sarif, ListsARuleOfWhichAllFindingsAreWaived) {
    const Json run = Json::parse(
        report("sarif", {waived(finding("world-writable-file", Severity::high, "x"))}))["runs"][0];

    EXPECT_EQ(run["tool"]["driver"]["rules"][0]["id"], "world-writable-file");
    EXPECT_EQ(run["results"][0]["ruleIndex"], 0);
}

TEST(Sarif, SaysThatARunWasStopped) {
    const Json run = Json::parse(report("sarif", {}, {}, "/srv", 130))["runs"][0];

    EXPECT_EQ(run["invocations"][0]["executionSuccessful"], false);
    EXPECT_EQ(run["invocations"][0]["exitCode"], 130);
    EXPECT_EQ(run["results"], Json::array());
}

TEST(Junit, FailsForWhatTheCommandFailsFor) {
    const std::vector<scanner::Finding> found = {
        finding("world-writable-file", Severity::low, "low"),
        finding("world-writable-file", Severity::high, "high"),
        waived(finding("world-writable-file", Severity::high, "waived"))};

    const std::string text = report("junit", found);

    EXPECT_THAT(text, HasSubstr("tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\">"));
    EXPECT_THAT(text, HasSubstr("name=\"high\">\n      <failure type=\"high\""));
    EXPECT_THAT(text, HasSubstr("name=\"low\">\n      <system-out>low: "));
    EXPECT_THAT(text, HasSubstr("<skipped>waived by ops until 2026-12-31: nightly import"));
    EXPECT_THAT(text,
                HasSubstr("<testcase classname=\"permap.setuid-file\" name=\"nothing found\"/>"));
    EXPECT_THAT(report("junit", found, {.fail_on = {.any = std::nullopt}}),
                HasSubstr("failures=\"0\""));
}

TEST(Junit, HasAnErrorWhereTheCommandWasStopped) {
    const std::string text =
        report("junit", {finding("world-writable-file", Severity::low, "x")}, {}, "/srv", 143);

    EXPECT_THAT(text, HasSubstr("tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"0\">"));
    EXPECT_THAT(text, HasSubstr("name=\"not complete\">\n      <error type=\"status\" message="));
    EXPECT_THAT(text, HasSubstr("The exit status was 143."));
    EXPECT_THAT(text, Not(HasSubstr("nothing found"))); // who knows
}

TEST(Junit, FailsForWhatIsNewWhereOnlyThatFails) {
    const std::vector<scanner::Finding> found = {
        unchanged(finding("world-writable-file", Severity::high, "old")),
        finding("world-writable-file", Severity::high, "new"),
        waived(finding("setuid-file", Severity::high, "waived"))};

    const std::string fresh =
        report("junit", found, {.fail_on = {.any = std::nullopt, .fresh = Severity::medium}});

    EXPECT_THAT(fresh, HasSubstr("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\">"));
    EXPECT_THAT(fresh, HasSubstr("name=\"new\">\n      <failure"));
    EXPECT_THAT(fresh, HasSubstr("name=\"old\">\n      <system-out>"));
    EXPECT_THAT(fresh, HasSubstr("unchanged since the baseline"));
    EXPECT_THAT(fresh, Not(HasSubstr("nothing found"))); // the waived one was
    EXPECT_THAT(report("junit", found), HasSubstr("name=\"old\">\n      <failure"));
}

TEST(Github, KeepsAnnotationsForWhatIsNewWhereOnlyThatFails) {
    const std::vector<scanner::Finding> found = {
        unchanged(finding("setuid-file", Severity::high, "old")),
        finding("setuid-file", Severity::low, "new")};

    const std::string fresh =
        report("github", found, {.fail_on = {.any = std::nullopt, .fresh = Severity::low}});

    EXPECT_THAT(fresh, HasSubstr("::notice file=/srv/new,"));
    EXPECT_THAT(fresh, HasSubstr("\n  unchanged high: '/srv/old': "));
    EXPECT_THAT(fresh, HasSubstr("permap scan: 2 findings (1 high, 1 low; 1 of them unchanged)"));
    EXPECT_THAT(report("github", found), HasSubstr("::error file=/srv/old,"));
}

TEST(Github, ShowsTheWorstOfEachLevelAndFoldsTheRest) {
    std::vector<scanner::Finding> found = {finding("setuid-file", Severity::medium, "a")};
    for (int i = 0; i < 12; ++i) {
        found.push_back(finding("setuid-file", Severity::high, "x" + std::to_string(i)));
    }
    found.push_back(finding("setuid-file", Severity::critical, "z"));

    std::istringstream lines(report("github", found));
    std::vector<std::string> commands;
    for (std::string line; std::getline(lines, line);) {
        commands.push_back(line.substr(0, line.find(',')));
    }

    EXPECT_EQ(commands.front(), "::error file=/srv/z");
    EXPECT_EQ(std::ranges::count_if(
                  commands, [](const std::string& line) { return line.starts_with("::error "); }),
              10);
    EXPECT_THAT(commands, testing::Contains("::group::More findings"));
    EXPECT_THAT(commands, testing::Contains("::warning file=/srv/a"));
    EXPECT_THAT(commands.back(), HasSubstr("permap scan: 14 findings (1 critical"));
}

TEST(Github, BeginsWithAnErrorWhereTheCommandWasStopped) {
    const std::string text = report("github", {}, {}, "/srv", 130);

    EXPECT_THAT(text, testing::StartsWith("::error title=permap%3A not complete::The command "));
    EXPECT_THAT(text, HasSubstr("\npermap scan (not complete): no findings in 9 entries\n"));
    EXPECT_THAT(report("github", {}, {}, "/srv", 1), Not(HasSubstr("not complete")));
}

TEST(Github, LetsNoNameBecomeACommand) {
    std::vector<scanner::Finding> found(
        25, finding("setuid-file", Severity::high, "a\n::add-mask::x,b:##[add-path]c%"));

    const std::string text = report("github", found);

    EXPECT_THAT(text, HasSubstr("file=/srv/a%0A%3A%3Aadd-mask%3A%3Ax%2Cb%3A##[add-path]c%25,"));
    EXPECT_THAT(text, HasSubstr("\n  high: '/srv/a\\n::add-mask::x,b:#\\x23[add-path]c%': "));
    EXPECT_THAT(text, Not(HasSubstr("\n::add-mask")));
}

TEST(Html, LetsNoNameBecomeMarkup) {
    const std::string text = report(
        "html", {finding("setuid-file", Severity::high, "</script><img src=x onerror=alert(1)>")},
        {}, "/srv/<b>");

    EXPECT_THAT(text, Not(HasSubstr("<img")));
    EXPECT_THAT(text, Not(HasSubstr("<b>/")));
    EXPECT_THAT(text, HasSubstr("/srv/&lt;b&gt;"));
    EXPECT_THAT(text, HasSubstr("\\u003c/script>\\u003cimg src=x"));
}

TEST(Html, TellsApartWhatTheBaselineHasToo) {
    const scanner::Finding old = unchanged(finding("setuid-file", Severity::high, "old"));
    const scanner::Finding fresh = finding("setuid-file", Severity::high, "new");

    const std::string text = report("html", {old, fresh});

    EXPECT_THAT(text, HasSubstr("<b>1</b><span>of them unchanged</span>"));
    EXPECT_THAT(text, HasSubstr("id=\"unchanged\""));
    EXPECT_THAT(text, HasSubstr("\"unchanged\":true"));
    EXPECT_THAT(report("html", {fresh}), Not(HasSubstr("id=\"unchanged\"")));
}

TEST(Html, SaysThatAReportIsNotComplete) {
    EXPECT_THAT(report("html", {}, {}, "/srv", 130), HasSubstr("Not complete."));
    EXPECT_THAT(report("html", {}, {}, "/srv", 0), Not(HasSubstr("Not complete.")));
}

TEST(XmlText, HasOnlyCharactersOfXml) {
    EXPECT_EQ(xml_text("<a b=\"&\">\t\n\r"), "&lt;a b=&quot;&amp;&quot;&gt;&#9;&#10;&#13;");
    EXPECT_EQ(xml_text("\x01|\xFF|\xEF\xBF\xBE|\xC3\xA4"),
              "\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD|\xC3\xA4");
}

TEST(PercentEncode, LeavesUnreservedAndSlashes) {
    EXPECT_EQ(base::percent_encode("aZ9-._~/"), "aZ9-._~/");
    EXPECT_EQ(base::percent_encode("a b%\xFF\n:?#[]@"), "a%20b%25%FF%0A%3A%3F%23%5B%5D%40");
}

} // namespace
} // namespace permap::report
