// SPDX-License-Identifier: Apache-2.0
#include "base/fd.hpp"

#include "tests/support/result_matchers.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace permap::base {
namespace {

using tests::FailsWith;
using tests::Succeeds;

Fd open_something() {
    return Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

bool is_open(int raw) {
    return ::fcntl(raw, F_GETFD) >= 0;
}

TEST(Fd, IsNoneByDefault) {
    const Fd none;

    EXPECT_FALSE(none);
    EXPECT_EQ(none.get(), -1);
}

TEST(Fd, ClosesWhenDestroyed) {
    int raw = -1;
    {
        const Fd fd = open_something();
        raw = fd.get();
        ASSERT_TRUE(is_open(raw));
    }

    EXPECT_FALSE(is_open(raw));
}

TEST(Fd, MovesOwnership) {
    Fd first = open_something();
    const int raw = first.get();

    const Fd second = std::move(first);

    EXPECT_FALSE(first); // NOLINT(bugprone-use-after-move): what it promises
    EXPECT_EQ(second.get(), raw);
    EXPECT_TRUE(is_open(raw));
}

TEST(Fd, ClosesTheOldOneWhenAssigned) {
    Fd fd = open_something();
    const int old = fd.get();
    Fd other = open_something();

    fd = std::move(other);

    EXPECT_FALSE(is_open(old));
    EXPECT_TRUE(is_open(fd.get()));
}

TEST(Fd, GivesOwnershipAway) {
    Fd fd = open_something();

    const int raw = fd.release();

    EXPECT_FALSE(fd);
    EXPECT_TRUE(is_open(raw));
    ::close(raw);
}

TEST(Fd, ReportsWhatCloseSaid) {
    Fd good = open_something();
    Fd stale = open_something();
    ::close(stale.get());

    EXPECT_THAT(good.close(), Succeeds());
    EXPECT_THAT(good.close(), Succeeds()) << "there is nothing left to close";
    EXPECT_THAT(stale.close(), FailsWith(EBADF));
}

} // namespace
} // namespace permap::base
