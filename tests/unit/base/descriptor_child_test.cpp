// SPDX-License-Identifier: Apache-2.0
#include "base/descriptor_child.hpp"

#include "tests/support/result_matchers.hpp"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace permap::base {
namespace {

using tests::FailsWith;
using tests::Succeeds;

std::span<std::byte> bytes_of(int& number) {
    return std::as_writable_bytes(std::span(&number, 1));
}

TEST(DescriptorFromChild, HandsBackWhatTheChildOpened) {
    int answer = 0;

    const Result<Fd> fd = descriptor_from_child(bytes_of(answer), [&] {
        answer = 42;
        return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    });

    ASSERT_THAT(fd, Succeeds());
    EXPECT_EQ(answer, 42);
    EXPECT_EQ(::fcntl(fd->get(), F_GETFD), FD_CLOEXEC);
}

TEST(DescriptorFromChild, HandsBackTheAnswerWithoutADescriptor) {
    int answer = 0;

    const Result<Fd> fd = descriptor_from_child(bytes_of(answer), [&] {
        answer = EPERM;
        return -1;
    });

    ASSERT_THAT(fd, Succeeds());
    EXPECT_FALSE(*fd);
    EXPECT_EQ(answer, EPERM);
}

TEST(DescriptorFromChild, NoticesAChildThatDied) {
    int answer = 0;

    const Result<Fd> fd = descriptor_from_child(bytes_of(answer), [] { return ::raise(SIGKILL); });

    EXPECT_THAT(fd, FailsWith(ECHILD));
}

} // namespace
} // namespace permap::base
