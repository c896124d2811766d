// SPDX-License-Identifier: Apache-2.0
#include "base/file_holder.hpp"

#include "base/fd.hpp"

#include <array>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace permap::base {
namespace {

class FileHolder : public testing::Test {
protected:
    FileHolder() { fd_ = Fd(::mkstemp(name_.data())); }
    ~FileHolder() override { ::unlink(name_.c_str()); }
    FileHolder(const FileHolder&) = delete;
    FileHolder& operator=(const FileHolder&) = delete;

    std::string name_ = testing::TempDir() + "/permap-held-XXXXXX";
    Fd fd_;
};

TEST_F(FileHolder, IsNotTheProcessItself) {
    EXPECT_EQ(find_holder(name_), std::nullopt);
    EXPECT_EQ(find_holder(name_ + ".missing"), std::nullopt);
}

TEST_F(FileHolder, IsAnotherProcessThatHasItOpen) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) { // it inherited the descriptor, and waits for the end of the pipe
        ::close(pipe[1]);
        char byte = 0;
        ::_exit(::read(pipe[0], &byte, 1) == 0 ? 0 : 1);
    }

    const std::optional<int> holder = find_holder(name_);

    ::close(pipe[0]);
    ::close(pipe[1]);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_EQ(holder, child);
}

} // namespace
} // namespace permap::base
