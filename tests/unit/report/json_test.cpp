// SPDX-License-Identifier: Apache-2.0
// The records as one JSON object, and sorted lines.
#include "report/record.hpp"
#include "tests/unit/report/capture.hpp"

#include <cerrno>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::report {
namespace {

using scanner::Severity;
using testing::ElementsAre;

Header scan_of(std::vector<std::string> roots) {
    return {.command = "scan",
            .roots = std::move(roots),
            .model = "none",
            .safety = "jail",
            .version = "1"};
}

scanner::Problem unreadable(std::string path) {
    return {std::move(path), base::fail(EACCES, "openat").value()};
}

/// "PATH RULE" of each finding, in order.
std::vector<std::string> findings_in(const Json& document) {
    std::vector<std::string> found;
    for (const Json& finding : document["findings"]) {
        found.push_back(finding["root"].get<std::string>() + " " +
                        finding["path"].get<std::string>() + " " +
                        finding["rule"].get<std::string>());
    }
    return found;
}

TEST(JsonDocument, HasAllPartsAlsoWhereTheyAreEmpty) {
    Capture capture("json");
    capture->header(scan_of({"/srv"}));

    capture->summary({.entries = 3, .directories = 1});

    const Json document = Json::parse(capture.text());
    EXPECT_EQ(document["header"]["type"], "header");
    EXPECT_EQ(document["findings"], Json::array());
    EXPECT_EQ(document["problems"], Json::array());
    EXPECT_EQ(document["summary"]["entries"], 3);
    EXPECT_FALSE(document.contains("changes"));
    EXPECT_FALSE(document.contains("records"));
}

TEST(JsonDocument, OrdersFindingsByRootThenPathThenRule) {
    Capture capture("json");
    capture->header(scan_of({"b", "a"}));

    capture->begin_root("b");
    capture->add(finding("world-writable-file", Severity::low, "deep/er/file"));
    capture->add(finding("world-writable-file", Severity::low, "x"));
    capture->add(finding("setuid-file", Severity::high, "x"));
    capture->add(finding("world-writable-directory", Severity::high, "."));
    capture->begin_root("a");
    capture->add(finding("setuid-file", Severity::high, "file"));
    capture->summary({});

    EXPECT_THAT(findings_in(Json::parse(capture.text())),
                ElementsAre("b . world-writable-directory", "b x setuid-file",
                            "b x world-writable-file", "b deep/er/file world-writable-file",
                            "a file setuid-file"));
}

TEST(JsonDocument, KeepsPartsApartWhateverTheOrderOfArrival) {
    Capture capture("json");
    capture->header(scan_of({"/srv"}));
    capture->begin_root("/srv");

    capture->problem(unreadable("locked"));
    capture->change("a", std::vector<std::string>{"set mode 0600"});
    capture->add(finding("setuid-file", Severity::high, "z"));
    capture->record({"mount", {{"file_system", "ext4"}}, ""});
    capture->record({"mount", {{"file_system", "btrfs"}}, ""});
    capture->summary({});

    const Json document = Json::parse(capture.text());
    EXPECT_EQ(document["records"][0]["file_system"], "ext4");
    EXPECT_EQ(document["records"][1]["file_system"], "btrfs");
    EXPECT_EQ(document["changes"][0]["steps"][0], "set mode 0600");
    EXPECT_EQ(document["findings"][0]["path"], "z");
    EXPECT_EQ(document["problems"][0]["errno"], "EACCES");
}

TEST(JsonDocument, SaysNothingOfTimeAndTellsTheStatus) {
    Capture capture("json");
    capture->header(scan_of({"/srv"}));

    capture->summary({.seconds = 1.5, .status = 130});

    const Json document = Json::parse(capture.text());
    EXPECT_FALSE(document["summary"].contains("seconds"));
    EXPECT_EQ(document["summary"]["status"], 130);
}

TEST(JsonDocument, GivesTheSameBytesForAnyNumberOfThreads) {
    const auto text_with = [](unsigned threads) {
        Capture capture("json");
        capture->header(scan_of({"/srv"}));
        capture->begin_root("/srv");
        std::vector<std::jthread> workers;
        for (unsigned worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                for (unsigned i = worker; i < 400; i += threads) {
                    capture->add(finding("setuid-file", Severity::high, std::to_string(i % 100)));
                }
            });
        }
        workers.clear();
        capture->summary({});
        return capture.text();
    };

    EXPECT_EQ(text_with(1), text_with(8));
}

TEST(SortedLines, AreTheRecordsOfNdjsonInOrder) {
    Capture capture("ndjson", {.sort = Sort::yes});
    capture->header(scan_of({"/srv"}));
    capture->begin_root("/srv");

    capture->add(finding("setuid-file", Severity::high, "b"));
    capture->add(finding("setuid-file", Severity::high, "a"));
    capture->summary({});

    std::istringstream lines(capture.text());
    std::vector<std::string> heads;
    for (std::string line; std::getline(lines, line);) {
        const Json record = Json::parse(line);
        heads.push_back(record["type"].get<std::string>() + record.value("path", ""));
    }
    EXPECT_THAT(heads, ElementsAre("header", "findinga", "findingb", "summary"));
}

TEST(SortedReporter, WritesNothingBeforeTheSummary) {
    Capture capture("json");

    capture->header(scan_of({"/srv"}));
    capture->add(finding("setuid-file", Severity::high, "a"));

    EXPECT_EQ(capture.text(), "");
}

TEST(SortedReporter, TellsThatTheDiskIsFull) {
    std::FILE* const full = std::fopen("/dev/full", "w");
    const auto reporter = find_format("json")->make(full, {});
    reporter->header(scan_of({"/srv"}));

    reporter->summary({});

    EXPECT_EQ(reporter->finish().error().code, std::errc::no_space_on_device);
    std::fclose(full);
}

TEST(NameIn, GivesTheBytesBack) {
    Json object;
    set_name(object, "path", "a\xFF");
    set_name(object, "root", "plain");

    EXPECT_EQ(name_in(object, "path"), "a\xFF");
    EXPECT_EQ(name_in(object, "root"), "plain");
    EXPECT_EQ(name_in(object, "missing"), "");
}

} // namespace
} // namespace permap::report
