// SPDX-License-Identifier: Apache-2.0
#include "base/ancestors.hpp"

#include "tests/support/scratch_directory.hpp"
#include "tests/support/waiting_writer.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::base {
namespace {

class HeadInAncestor : public testing::Test {
protected:
    [[nodiscard]] std::string read(const char* name, std::size_t limit = 100) const {
        const std::vector<Ancestor> lineage = read_lineage(scratch_.path());
        return lineage.empty() ? "nowhere" : read_head_in(lineage.back(), name, limit);
    }

    tests::ScratchDirectory scratch_;
};

TEST_F(HeadInAncestor, IsTheBeginningOfARegularFile) {
    scratch_.make_file("file", "beginning and end");
    scratch_.make_symlink("link", "file");

    EXPECT_EQ(read("file", 9), "beginning");
    EXPECT_EQ(read("file"), "beginning and end");
    EXPECT_EQ(read("link"), "");
    EXPECT_EQ(read("missing"), "");
}

TEST_F(HeadInAncestor, OpensNothingThatTookThePlaceOfAFile) {
    scratch_.make_file("name");
    scratch_.make_special("other", S_IFIFO | 0600U);
    const Fd directory = scratch_.open();
    const tests::WaitingWriter writer(scratch_.path_of("other"));
    std::atomic<bool> is_over = false;
    std::thread exchanger([&] {
        while (!is_over) {
            ::renameat2(directory.get(), "name", directory.get(), "other", RENAME_EXCHANGE);
        }
    });

    for (int i = 0; i < 5000; ++i) {
        std::ignore = read("name"); // whichever it is
    }
    is_over = true;
    exchanger.join();

    EXPECT_FALSE(writer.was_let_in());
}

} // namespace
} // namespace permap::base
