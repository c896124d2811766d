// SPDX-License-Identifier: Apache-2.0
#include "base/file_below.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/waiting_writer.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

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

} // namespace
} // namespace permap::base
