// SPDX-License-Identifier: Apache-2.0
#include "base/file_below.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/waiting_writer.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace permap::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::FailsWith;

constexpr std::size_t kPlenty = 1000;

class FileBelow : public testing::Test {
protected:
    void SetUp() override {
        scratch_.make_file("secret", "outside");
        scratch_.make_directory("root");
        scratch_.make_directory("root/etc");
        scratch_.make_file("root/etc/b", "inside");
        scratch_.make_file("root/etc/a");
    }

    [[nodiscard]] Result<std::string> read(const std::string& path) const {
        return read_file_below(root().get(), path, kPlenty);
    }
    [[nodiscard]] Fd root() const {
        return open_system_root(scratch_.path_of("root")).value_or(Fd());
    }

    tests::ScratchDirectory scratch_;
};

TEST_F(FileBelow, IsReadByAnAbsoluteAndARelativePath) {
    EXPECT_EQ(read("/etc/b").value_or("none"), "inside");
    EXPECT_EQ(read("etc/b").value_or("none"), "inside");
}

TEST_F(FileBelow, IsFoundThroughLinksAsThatSystemSeesThem) {
    scratch_.make_symlink("root/absolute", "/etc/b");
    scratch_.make_symlink("root/upward", "../../../etc/b");

    EXPECT_EQ(read("absolute").value_or("none"), "inside");
    EXPECT_EQ(read("upward").value_or("none"), "inside");
}

TEST_F(FileBelow, NeverLiesOutside) {
    scratch_.make_symlink("root/out", scratch_.path_of("secret"));

    EXPECT_THAT(read("../secret"), FailsWith(ENOENT));
    EXPECT_THAT(read("out"), FailsWith(ENOENT));
}

TEST_F(FileBelow, MustBeARegularFile) {
    scratch_.make_special("root/fifo", S_IFIFO | 0600U);

    EXPECT_FALSE(read("fifo")); // and does not wait for a writer
    EXPECT_FALSE(read("etc"));
}

TEST_F(FileBelow, IsNotOpenedWhereItIsAFifo) {
    scratch_.make_special("root/fifo", S_IFIFO | 0600U);
    const tests::WaitingWriter writer(scratch_.path_of("root/fifo"));

    EXPECT_FALSE(read("fifo"));
    EXPECT_FALSE(read_named_file(scratch_.path_of("root/fifo"), kPlenty));

    EXPECT_FALSE(writer.was_let_in());
}

TEST_F(FileBelow, MayNotBeLongerThanTheLimit) {
    EXPECT_EQ(read_file_below(root().get(), "etc/b", 6).value_or("none"), "inside");
    EXPECT_THAT(read_file_below(root().get(), "etc/b", 5), FailsWith(EFBIG));
}

TEST_F(FileBelow, NamesAreSortedAndNoneWhereThereIsNoDirectory) {
    EXPECT_THAT(list_names_below(root().get(), "/etc").value(), ElementsAre("a", "b"));
    EXPECT_THAT(list_names_below(root().get(), "/nowhere").value(), IsEmpty());
    EXPECT_THAT(list_names_below(root().get(), "/etc/a"), FailsWith(ENOTDIR));
}

/// Lets every listing of this process fail from now on.
void break_listings() {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getdents64, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program = {.len = std::size(code), .filter = code};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

TEST_F(FileBelow, NamesOfACutListAreAnError) {
    const Fd etc = scratch_.open("root/etc");

    const auto list = [&] {
        break_listings();
        const auto names = names_in(etc.get());
        std::_Exit(names || names.error().code != std::errc::io_error ? 1 : 0);
    };

    EXPECT_EXIT(list(), testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace permap::base
