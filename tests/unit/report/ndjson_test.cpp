// SPDX-License-Identifier: Apache-2.0
#include "report/ndjson.hpp"

#include "report/record.hpp"
#include "tests/unit/report/capture.hpp"

#include <cerrno>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace permap::report {
namespace {

using scanner::Severity;

std::vector<nlohmann::json> records_of(Capture& capture) {
    std::vector<nlohmann::json> records;
    std::istringstream lines(capture.text());
    for (std::string line; std::getline(lines, line);) {
        records.push_back(nlohmann::json::parse(line));
    }
    return records;
}

TEST(Ndjson, HeaderHasTheSchemaAndNullForWhatIsUnknown) {
    Capture capture("ndjson");

    capture->header({"scan", {"/srv", "a\xFF"}, "", "jail", "0.1.0"});

    EXPECT_EQ(records_of(capture).at(0), nlohmann::json::parse(R"({
        "type": "header", "schema": 1, "permap": "0.1.0", "command": "scan",
        "roots": ["/srv", "a\ufffd"], "roots_b64": ["L3Nydg==", "Yf8="],
        "model": null, "safety": "jail"})"));
}

TEST(Ndjson, FindingHasExactlyTheDocumentedFields) {
    Capture capture("ndjson");
    scanner::Finding made = finding("world-writable-file", Severity::high, "a/b");
    made.evidence = {{"key", "value"}};
    const std::string fix(made.rule->fix);

    capture->begin_root("/srv");
    capture->add(made);

    nlohmann::json expected = nlohmann::json::parse(R"({
        "type": "finding", "rule": "world-writable-file", "severity": "high", "root": "/srv",
        "path": "a/b", "kind": "file", "mode": "0666", "uid": 1000, "gid": 100,
        "reachable": "host", "blocked_by": null, "evidence": {"key": "value"},
        "message": "mode 0666: any user can change the contents; host users can reach it"})");
    expected["fix"] = fix;
    EXPECT_EQ(records_of(capture).at(0), expected);
}

TEST(Ndjson, FindingSaysWhatTheBaselineAndAWaiverSayOfIt) {
    Capture capture("ndjson");
    scanner::Finding made = finding("world-writable-file", Severity::high, "a");
    made.baseline_state = scanner::BaselineState::unchanged;
    made.waiver = std::make_shared<scanner::Waiver>(scanner::Waiver{"import", "ops", ""});

    capture->add(made);

    const nlohmann::json record = records_of(capture).at(0);
    EXPECT_EQ(record["baseline_state"], "unchanged");
    EXPECT_EQ(record["waiver"],
              nlohmann::json::parse(R"({"reason": "import", "owner": "ops", "expires": null})"));
}

TEST(Ndjson, ARecordHasItsTypeAndItsFields) {
    Capture capture("ndjson");

    capture->record({"mount", {{"file_system", "ext4"}}, "for people\n"});

    EXPECT_EQ(capture.text(), "{\"type\":\"mount\",\"file_system\":\"ext4\"}\n");
}

TEST(Ndjson, BlockedAndNotAskedAreDifferent) {
    Capture capture("ndjson");
    scanner::Finding blocked = finding("world-writable-file", Severity::low, "a");
    blocked.reachable = scanner::Reachable::none;
    blocked.blocked_by = "/home/joe";
    scanner::Finding not_asked = finding("setuid-file", Severity::high, "b");
    not_asked.reachable = scanner::Reachable::not_asked;

    capture->add(blocked);
    capture->add(not_asked);

    const auto records = records_of(capture);
    EXPECT_EQ(records.at(0)["reachable"], "none");
    EXPECT_EQ(records.at(0)["blocked_by"], "/home/joe");
    EXPECT_TRUE(records.at(1)["reachable"].is_null());
    EXPECT_EQ(records.at(1)["evidence"], nlohmann::json::object());
}

TEST(Ndjson, NamesThatAreNotUtf8ComeWithTheirBytes) {
    Capture capture("ndjson");

    capture->add(finding("world-writable-file", Severity::high, "a\n\xFF"));

    const auto record = records_of(capture).at(0);
    EXPECT_EQ(record["path"], "a\n\xEF\xBF\xBD");
    EXPECT_EQ(record["path_b64"], "YQr/");
    EXPECT_FALSE(record.contains("root_b64"));
}

TEST(Ndjson, ProblemNamesErrnoAndOperation) {
    Capture capture("ndjson");
    capture->begin_root("/srv");

    capture->problem({"a", base::fail(EACCES, "open").value()});
    capture->problem({"b", base::fail_because("is in use").value()});

    const auto records = records_of(capture);
    EXPECT_EQ(records.at(0), nlohmann::json::parse(R"({
        "type": "problem", "root": "/srv", "path": "a", "operation": "open", "errno": "EACCES",
        "error": "open 'a': Permission denied"})"));
    EXPECT_TRUE(records.at(1)["errno"].is_null());
    EXPECT_EQ(records.at(1)["error"], "'b': is in use");
}

TEST(Ndjson, ChangeListsItsSteps) {
    Capture capture("ndjson");
    const std::vector<std::string> steps = {"set owner 1:1", "set mode 0600"};

    capture->change("a", steps);

    EXPECT_EQ(
        records_of(capture).at(0),
        nlohmann::json::parse(
            R"({"type": "change", "path": "a", "steps": ["set owner 1:1", "set mode 0600"]})"));
}

TEST(Ndjson, SummaryCountsBySeverityAndRule) {
    Capture capture("ndjson");
    Summary summary = {
        .entries = 5, .directories = 2, .findings = {}, .problems = 1, .seconds = 0.5};
    summary.findings.by_severity[static_cast<std::size_t>(Severity::high)] = 3;
    summary.findings.by_rule["world-writable-file"] = 3;

    capture->summary(summary);

    EXPECT_EQ(records_of(capture).at(0), nlohmann::json::parse(R"({
        "type": "summary", "entries": 5, "directories": 2, "problems": 1, "seconds": 0.5,
        "findings": {"by_severity": {"critical": 0, "high": 3, "medium": 0, "low": 0, "info": 0},
                     "by_rule": {"world-writable-file": 3}}})"));
}

TEST(Ndjson, SummaryOfAConversionSaysWhatItDid) {
    Capture capture("ndjson");
    Summary summary;
    summary.conversion = {.changed = 4, .unchanged = 3, .refused = 2, .failed = 1, .run = "ab12"};

    capture->summary(summary);

    const auto record = records_of(capture).at(0);
    EXPECT_EQ(record["changed"], 4);
    EXPECT_EQ(record["unchanged"], 3);
    EXPECT_EQ(record["refused"], 2);
    EXPECT_EQ(record["failed"], 1);
    EXPECT_EQ(record["run"], "ab12");
}

TEST(Ndjson, LinesStayWholeWhenManyThreadsReport) {
    constexpr std::size_t kThreads = 8;
    constexpr std::size_t kEach = 500;
    Capture capture("ndjson");

    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < kThreads; ++thread) {
            threads.emplace_back([&capture, thread] {
                for (std::size_t i = 0; i < kEach; ++i) {
                    capture->add(finding("world-writable-file", Severity::high,
                                         std::to_string(thread) + "/" + std::to_string(i)));
                }
            });
        }
    }

    EXPECT_EQ(records_of(capture).size(), kThreads * kEach);
}

} // namespace
} // namespace permap::report
