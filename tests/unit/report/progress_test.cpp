// SPDX-License-Identifier: Apache-2.0
#include "report/progress.hpp"

#include <array>

#include <gtest/gtest.h>

namespace permap::report {
namespace {

TEST(ProgressText, ShowsTheRateOnceItMeansSomething) {
    base::Progress progress;
    progress.entries = 1000;
    progress.directories = 10;

    EXPECT_EQ(progress_text(progress, 0.1), "scanning: 1000 entries in 10 directories");
    EXPECT_EQ(progress_text(progress, 2), "scanning: 1000 entries in 10 directories, 500/s");
}

TEST(ProgressText, ShowsTheTimeLeftWhereTheTotalIsKnown) {
    base::Progress progress;
    progress.begin("converting", 76000);
    progress.entries = 1000;
    progress.changed = 7;

    EXPECT_EQ(progress_text(progress, 1),
              "converting: 1000 entries, 7 changed, 1000/s, 1 %, 1:15 left");
}

TEST(ProgressText, NeverClaimsToBeDone) {
    base::Progress progress;
    progress.expected = 10;
    progress.entries = 20;

    EXPECT_EQ(progress_text(progress, 1), "scanning: 20 entries, 20/s, 99 %");
}

TEST(FitIntoLine, LeavesTheLastColumnFree) {
    EXPECT_EQ(fit_into_line("scanning: 10 entries", 20), "scanning: 10 entrie");
    EXPECT_EQ(fit_into_line("scanning: 10 entries", 21), "scanning: 10 entries");
    EXPECT_EQ(fit_into_line("scanning: 10 entries", 1), "");
    EXPECT_EQ(fit_into_line("scanning: 10 entries", 0), "scanning: 10 entries");
}

TEST(ProgressDisplay, RewritesOneLineAndClearsIt) {
    const base::Progress progress;
    std::FILE* const file = std::tmpfile();

    {
        const ProgressDisplay display(progress, ShowProgress::always, file);
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }

    std::rewind(file);
    std::array<char, 256> text = {};
    std::ignore = std::fread(text.data(), 1, text.size() - 1, file); // compared below
    std::fclose(file);
    EXPECT_STREQ(text.data(), "\rscanning: 0 entries\x1B[K\r\x1B[K");
}

TEST(ProgressDisplay, IsSilentWhenTold) {
    const base::Progress progress;
    std::FILE* const file = std::tmpfile();

    { const ProgressDisplay display(progress, ShowProgress::never, file); }

    EXPECT_EQ(std::ftell(file), 0);
    std::fclose(file);
}

} // namespace
} // namespace permap::report
