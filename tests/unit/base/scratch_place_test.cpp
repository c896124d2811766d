// SPDX-License-Identifier: Apache-2.0
#include "base/scratch_place.hpp"

#include "base/linux_fs.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::base {
namespace {

using tests::FailsWith;
using tests::ScratchDirectory;
using tests::Succeeds;

class ScratchPlaceTest : public testing::Test {
protected:
    [[nodiscard]] bool exists(const char* name) const {
        return LinuxReader(SafetyLevel::dirfd).stat_at(parent_.get(), name).has_value();
    }

    ScratchDirectory scratch_;
    Fd parent_ = scratch_.open();
};

TEST_F(ScratchPlaceTest, GoesWithAllThatIsInIt) {
    {
        const Result<ScratchPlace> place = ScratchPlace::make(parent_.get(), "place");
        ASSERT_THAT(place, Succeeds());
        EXPECT_THAT(LinuxWriter().make_directory(place->fd(), "directory"), Succeeds());
        EXPECT_THAT(LinuxWriter().make_symlink(place->fd(), "link", "nowhere"), Succeeds());
        EXPECT_THAT(LinuxWriter().make_special(place->fd(), "fifo", S_IFIFO, 0), Succeeds());
        EXPECT_TRUE(exists("place"));
    }

    EXPECT_FALSE(exists("place"));
}

TEST_F(ScratchPlaceTest, GivesTheParentItsTimesBack) {
    scratch_.set_times(".", 1'000'000'000);

    Result<ScratchPlace> place = ScratchPlace::make(parent_.get(), "place");
    ASSERT_THAT(place, Succeeds());
    ASSERT_THAT(place->remove(), Succeeds());

    const Result<Stat> stat = LinuxReader(SafetyLevel::dirfd).stat_fd(parent_.get());
    ASSERT_THAT(stat, Succeeds());
    EXPECT_EQ(stat->mtime.seconds, 1'000'000'000);
}

TEST_F(ScratchPlaceTest, TakesNoNameThatIsTaken) {
    scratch_.make_directory("place");
    scratch_.make_file("place/file");

    EXPECT_THAT(ScratchPlace::make(parent_.get(), "place"), FailsWith(EEXIST));
    EXPECT_TRUE(exists("place"));
}

TEST_F(ScratchPlaceTest, RemovesNothingOfAnothersUnderItsName) {
    Result<ScratchPlace> place = ScratchPlace::make(parent_.get(), "place");
    ASSERT_THAT(place, Succeeds());
    ASSERT_EQ(::renameat(parent_.get(), "place", parent_.get(), "moved"), 0);
    scratch_.make_directory("place");
    scratch_.make_file("place/file");

    EXPECT_THAT(place->remove(), FailsWith(ENOTEMPTY));
    EXPECT_TRUE(exists("place"));
}

} // namespace
} // namespace permap::base
