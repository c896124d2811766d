// SPDX-License-Identifier: Apache-2.0
#include "scanner/listing.hpp"

#include "base/linux_fs.hpp"
#include "tests/support/scratch_directory.hpp"

#include <array>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::Key;

/// What the kernel lists in the directory.
std::map<std::string, std::uint64_t> list(const tests::ScratchDirectory& scratch) {
    const base::LinuxReader reader(base::SafetyLevel::dirfd);
    const base::Fd fd = scratch.open();
    std::array<char, 512> buffer = {}; // several calls for more than a few names
    std::map<std::string, std::uint64_t> names;
    while (const std::size_t got = reader.read_entries(fd.get(), buffer).value_or(0)) {
        for_each_listed(std::span(buffer).first(got),
                        [&](const Listed& listed) { names.emplace(listed.name, listed.inode); });
    }
    return names;
}

TEST(Listing, LeavesOutTheDirectoryAndItsParent) {
    const tests::ScratchDirectory scratch;

    EXPECT_THAT(list(scratch), testing::IsEmpty());
}

TEST(Listing, GivesNamesOfAnyLengthAndBytes) {
    const tests::ScratchDirectory scratch;
    const std::string longest(255, 'n');
    scratch.make_file("...");
    scratch.make_file("a\nb\xFF");
    scratch.make_file(longest);

    EXPECT_THAT(list(scratch), ElementsAre(Key("..."), Key("a\nb\xFF"), Key(longest)));
}

TEST(Listing, GivesTheInodeOfEachName) {
    const tests::ScratchDirectory scratch;
    scratch.make_file("file");
    struct stat status {};
    ASSERT_EQ(::lstat(scratch.path_of("file").c_str(), &status), 0);

    EXPECT_THAT(list(scratch), ElementsAre(testing::Pair("file", status.st_ino)));
}

TEST(Listing, ContinuesOverManyBuffers) {
    const tests::ScratchDirectory scratch;
    for (int i = 0; i < 100; ++i) {
        scratch.make_file("file-" + std::to_string(i));
    }

    EXPECT_EQ(list(scratch).size(), 100U);
}

TEST(Listing, EndsNamesWithNul) {
    const tests::ScratchDirectory scratch;
    scratch.make_file("name");
    const base::LinuxReader reader(base::SafetyLevel::dirfd);
    const base::Fd fd = scratch.open();
    std::array<char, 512> buffer = {};
    const std::size_t got = reader.read_entries(fd.get(), buffer).value_or(0);

    for_each_listed(std::span(buffer).first(got), [](const Listed& listed) {
        EXPECT_STREQ(listed.name.data(), "name"); // callers hand it to the kernel
    });
}

} // namespace
} // namespace permap::scanner
