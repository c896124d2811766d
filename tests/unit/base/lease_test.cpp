// SPDX-License-Identifier: Apache-2.0
// With real leases: this process holds them on files that it opens a second time.
#include "base/lease.hpp"

#include "base/linux_fs.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <chrono>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>

namespace permap::base {
namespace {

using std::chrono::milliseconds;
using tests::FailsWith;
using tests::ScratchDirectory;
using tests::Succeeds;

constexpr milliseconds kHardlyAny(30);

/// A file with a write lease, which nobody else may open before it is given up.
class LeaseTest : public testing::TestWithParam<SafetyLevel> {
protected:
    LeaseTest() {
        ::signal(SIGIO, SIG_IGN); // how the kernel asks for it, and the end of most programs
        scratch_.make_file("file");
        holder_ = Fd(::openat(root_.get(), "file", O_RDWR | O_CLOEXEC));
        EXPECT_EQ(::fcntl(holder_.get(), F_SETLEASE, F_WRLCK), 0);
    }

    void give_up() const { ::fcntl(holder_.get(), F_SETLEASE, F_UNLCK); }

    [[nodiscard]] int open_file() const {
        return ::openat(root_.get(), "file", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    }

    ScratchDirectory scratch_;
    Fd root_ = scratch_.open();
    Fd holder_;
};

TEST_F(LeaseTest, MakesAFileThatIsNotLetGoInUse) {
    const Result<Fd> opened = wait_for_lease([&] { return open_file(); }, kHardlyAny);

    ASSERT_THAT(opened, FailsWith(EAGAIN));
    EXPECT_EQ(to_text(with_path(opened.error(), "a/file")),
              "open 'a/file': in use: another program holds a lease on it");
}

TEST_F(LeaseTest, IsNotWaitedForWhereAnotherErrorComesFirst) {
    int calls = 0;
    const auto fail_at_last = [&] {
        errno = ++calls < 3 ? EAGAIN : EACCES;
        return -1;
    };

    EXPECT_THAT(wait_for_lease(fail_at_last, kHardlyAny), FailsWith(EACCES));
    EXPECT_EQ(calls, 3);
}

TEST_F(LeaseTest, HasALimitThatIsTheKernelsAndALittleMore) {
    EXPECT_GE(lease_patience(), std::chrono::seconds(2));
}

TEST(Patience, IsLostAfterAFew) {
    Patience patience(std::chrono::seconds(46));
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(patience.now(), std::chrono::seconds(46));
        patience.spend(std::chrono::seconds(46));
    }

    EXPECT_LE(patience.now(), std::chrono::seconds(1));
}

TEST(Patience, IsKeptWithHoldersThatAnswer) {
    Patience patience(std::chrono::seconds(46));
    for (int i = 0; i < 1000; ++i) {
        patience.spend(milliseconds(20));
    }

    EXPECT_EQ(patience.now(), std::chrono::seconds(46));
}

TEST_F(LeaseTest, CostsPatienceAlsoWhenItIsGivenUpLate) {
    Patience patience(std::chrono::seconds(46));
    for (int i = 0; i < 3; ++i) {
        patience.spend(std::chrono::seconds(45)); // the kernel took it, and the open succeeded
    }
    const auto late = std::chrono::steady_clock::now() + milliseconds(550);
    const auto open_late = [&] {
        errno = EAGAIN;
        return std::chrono::steady_clock::now() < late ? -1 : ::dup(root_.get());
    };

    EXPECT_THAT(wait_for_lease(open_late, patience), Succeeds());
    EXPECT_LE(patience.now(), std::chrono::seconds(1));
}

TEST_P(LeaseTest, IsWaitedForByTheReader) {
    const LinuxReader reader(GetParam());
    std::jthread holder([&] {
        std::this_thread::sleep_for(milliseconds(100));
        give_up();
    });
    const auto begin = std::chrono::steady_clock::now();

    EXPECT_THAT(reader.open_node(root_.get(), "file"), Succeeds());
    EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(90)) << "it was held";
}

INSTANTIATE_TEST_SUITE_P(Levels, LeaseTest, testing::Values(SafetyLevel::dirfd, SafetyLevel::jail),
                         [](const auto& row) {
                             return row.param == SafetyLevel::jail ? "Jail" : "Dirfd";
                         });

} // namespace
} // namespace permap::base
