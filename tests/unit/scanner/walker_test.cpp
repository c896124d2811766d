// SPDX-License-Identifier: Apache-2.0
#include "scanner/walker.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/unit/scanner/recorded_walk.hpp"

#include <filesystem>
#include <numeric>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using tests::ScratchDirectory;
using tests::Succeeds;

/// Forty directories and files, of every depth up to four.
void make_tree(const ScratchDirectory& scratch, const std::string& place, int depth) {
    for (int i = 0; i < 4; ++i) {
        scratch.make_file(place + "file-" + std::to_string(i));
    }
    scratch.make_symlink(place + "link", "..");
    scratch.make_special(place + "fifo", S_IFIFO | 0600);
    for (int i = 0; depth > 0 && i < 3; ++i) {
        const std::string sub = place + "sub-" + std::to_string(i);
        scratch.make_directory(sub);
        make_tree(scratch, sub + "/", depth - 1);
    }
}

/// What the standard library finds, by paths.
std::vector<std::string> plain_walk(const ScratchDirectory& scratch) {
    std::vector<std::string> paths = {"."};
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch.path())) {
        paths.push_back(entry.path().string().substr(scratch.path().size() + 1));
    }
    std::ranges::sort(paths);
    return paths;
}

class WalkWithJobs : public testing::TestWithParam<int> {};

TEST_P(WalkWithJobs, FindsWhatAPlainWalkFinds) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    make_tree(scratch, "", 3);
    const std::vector<std::string> expected = plain_walk(scratch);
    RecordingVisitor visitor;

    const auto totals = walk_scratch(scratch, visitor, {.jobs = GetParam()});

    ASSERT_THAT(totals, Succeeds());
    EXPECT_EQ(visitor.sorted_paths(), expected);
    EXPECT_EQ(totals->entries, expected.size());
    EXPECT_EQ(totals->directories, 1U + 3 + 9 + 27);
    EXPECT_THAT(visitor.problems, IsEmpty());
}

TEST_P(WalkWithJobs, FindsTheSameWithAHandfulOfDescriptors) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    make_tree(scratch, "", 3);
    RecordingVisitor visitor;

    const auto totals = walk_scratch(scratch, visitor, {.jobs = GetParam(), .descriptors = 3});

    ASSERT_THAT(totals, Succeeds());
    EXPECT_EQ(visitor.sorted_paths(), plain_walk(scratch));
    EXPECT_THAT(visitor.problems, IsEmpty());
}

TEST_P(WalkWithJobs, DeliversALargeDirectoryInBatches) {
    constexpr std::size_t kEntries = 5000;
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    scratch.make_file("name-0");
    for (std::size_t i = 1; i < kEntries; ++i) {
        scratch.make_link("name-0", "name-" + std::to_string(i)); // quicker than as many files
    }
    RecordingVisitor visitor;

    ASSERT_THAT(walk_scratch(scratch, visitor, {.jobs = GetParam()}), Succeeds());

    const std::size_t sum = std::accumulate(visitor.batches.begin(), visitor.batches.end(), 0UL);
    EXPECT_EQ(sum, kEntries + 1) << "each once, and the root";
    EXPECT_GE(visitor.batches.size(), 3U);
    EXPECT_EQ(visitor.sorted_paths(), plain_walk(scratch));
}

std::size_t count_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// The last task of a walk may hold the last of a long chain of directories. Closing them takes
/// time, and has to be over when the walk returns: they belong to its caller's tree.
TEST_P(WalkWithJobs, LeavesNothingBehind) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    std::string path = "sub";
    for (int depth = 0; depth < 200; ++depth, path += "/sub") {
        scratch.make_directory(path);
    }
    for (int i = 0; i < 100; ++i) {
        const std::size_t before = count_descriptors();
        RecordingVisitor visitor;

        ASSERT_THAT(walk_scratch(scratch, visitor, {.jobs = GetParam(), .descriptors = 300}),
                    Succeeds());

        ASSERT_EQ(count_descriptors(), before) << "walk " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Jobs, WalkWithJobs, testing::Values(1, 2, 8),
                         [](const auto& row) { return std::to_string(row.param); });

TEST(Walk, NumbersWhatItDescendsInto) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    scratch.make_directory("sub");
    scratch.make_file("file");
    std::vector<std::uint64_t> numbers;
    RecordingVisitor visitor([&](const Directory& /*directory*/, std::span<Entry> entries) {
        for (const Entry& entry : entries) {
            numbers.push_back(entry.directory_id);
        }
    });

    ASSERT_THAT(walk_scratch(scratch, visitor), Succeeds());

    EXPECT_THAT(numbers, UnorderedElementsAre(2, 0));
}

TEST(Walk, KeepsOutOfWhatTheVisitorClears) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    scratch.make_directory("sub");
    scratch.make_file("sub/hidden");
    RecordingVisitor visitor([](const Directory& /*directory*/, std::span<Entry> entries) {
        entries.front().directory_id = 0;
    });

    ASSERT_THAT(walk_scratch(scratch, visitor), Succeeds());

    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "sub"));
}

TEST(Walk, ExcludesNamesAndPaths) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    for (const char* const directory : {"a", "a/cache", "b", "b/cache", "b/other"}) {
        scratch.make_directory(directory);
        scratch.make_file(std::string(directory) + "/file.o");
    }
    RecordingVisitor visitor;
    const std::vector<std::string> patterns = {"a/cach?", "*.o", "other/"};
    const auto excludes = Excludes::parse(patterns);
    ASSERT_THAT(excludes, Succeeds());

    const auto totals =
        walk_scratch(scratch, visitor, {.options = {.mount_points = {}, .excludes = *excludes}});

    ASSERT_THAT(totals, Succeeds());
    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "a", "a/cache", "a/file.o", "b", "b/cache",
                                                    "b/cache/file.o", "b/file.o", "b/other"));
    EXPECT_EQ(visitor.excluded.size(), 5U) << "known by name, but left alone";
}

TEST(Walk, DoesNotDescendIntoMountPoints) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    scratch.make_directory("a");
    scratch.make_directory("a/mounted");
    scratch.make_file("a/mounted/shadowed");
    RecordingVisitor visitor;

    ASSERT_THAT(walk_scratch(scratch, visitor,
                             {.options = {.mount_points = {"a/mounted"}, .excludes = {}}}),
                Succeeds());

    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "a", "a/mounted"));
    EXPECT_THAT(visitor.mount_points, ElementsAre("a/mounted"));
}

TEST(Walk, GoesDeeperThanTheLongestPath) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    const std::string name(250, 'n');
    base::Fd at = scratch.open();
    for (int i = 0; i < 30; ++i) {
        ASSERT_EQ(::mkdirat(at.get(), name.c_str(), 0700), 0);
        at = base::Fd(::openat(at.get(), name.c_str(), O_RDONLY | O_CLOEXEC));
    }
    RecordingVisitor visitor;

    const auto totals = walk_scratch(scratch, visitor, {.descriptors = 4});

    ASSERT_THAT(totals, Succeeds());
    EXPECT_EQ(totals->directories, 31U);
    EXPECT_THAT(visitor.problems, IsEmpty());
}

TEST(Walk, VisitsAnEmptyRoot) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    RecordingVisitor visitor;

    const auto totals = walk_scratch(scratch, visitor);

    ASSERT_THAT(totals, Succeeds());
    EXPECT_EQ(totals->entries, 1U);
    EXPECT_THAT(visitor.paths, ElementsAre("."));
}

TEST(Walk, MakesSmallerBatchesOfWhatCarriesMuch) {
    const ScratchDirectory scratch(ScratchDirectory::Place::memory);
    for (int i = 0; i < 600; ++i) {
        const std::string name = std::to_string(i);
        scratch.make_file(name);
        scratch.set_xattr(name, "user.virtfs.uid", std::string(3000, 'x'));
    }
    RecordingVisitor visitor;

    ASSERT_THAT(walk_scratch(scratch, visitor), Succeeds());

    EXPECT_EQ(visitor.paths.size(), 601U);
    EXPECT_LE(*std::ranges::max_element(visitor.batches), 350U)
        << "a MiB, and the one that made it more";
}

} // namespace
} // namespace permap::scanner
