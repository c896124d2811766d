// SPDX-License-Identifier: Apache-2.0
#include "report/output.hpp"

#include "tests/unit/report/capture.hpp"

#include <csignal>

#include <gtest/gtest.h>
#include <unistd.h>

namespace permap::report {
namespace {

class OutputFormats : public testing::TestWithParam<Format> {};

TEST_P(OutputFormats, ReportAFullDisk) {
    std::FILE* const full = std::fopen("/dev/full", "w");
    ASSERT_NE(full, nullptr);
    const auto reporter = GetParam().make(full, {});

    reporter->header({"scan", {"/srv"}, "passthrough", "jail", "0.1.0"});
    reporter->summary({});

    const base::Result<void> result = reporter->finish();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, std::errc::no_space_on_device);
    EXPECT_TRUE(reporter->has_failed());
    std::fclose(full);
}

INSTANTIATE_TEST_SUITE_P(Every, OutputFormats,
                         testing::ValuesIn(formats().begin(), formats().end()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Output, IsSilentAfterAClosedPipe) {
    std::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ::close(ends[0]);
    std::FILE* const file = ::fdopen(ends[1], "w");
    Output output(file);

    output.write(std::string(1U << 16U, 'x'));
    output.write("more");

    EXPECT_TRUE(output.has_failed());
    EXPECT_EQ(output.finish().error().code, std::errc::broken_pipe);
    std::fclose(file);
}

TEST(Output, WritesAFileInLargePieces) {
    std::FILE* const file = std::tmpfile();
    ASSERT_NE(file, nullptr);
    Output output(file);

    output.write(std::string(10000, 'x')); // more than stdio keeps
    EXPECT_EQ(::lseek(::fileno(file), 0, SEEK_CUR), 0);
    output.write(std::string(60000, 'x'));
    EXPECT_GE(::lseek(::fileno(file), 0, SEEK_CUR), 60000);
    output.write("more");

    EXPECT_TRUE(output.finish());
    EXPECT_EQ(::lseek(::fileno(file), 0, SEEK_CUR), 70004);
    std::fclose(file);
}

TEST(FindFormat, KnowsNamesOnly) {
    EXPECT_NE(find_format("text"), nullptr);
    EXPECT_EQ(find_format("xml"), nullptr);
}

} // namespace
} // namespace permap::report
