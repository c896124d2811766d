// SPDX-License-Identifier: Apache-2.0
// Walks over trees that change meanwhile or cannot be read everywhere.
#include "scanner/walker.hpp"

#include "tests/support/as_nobody.hpp"
#include "tests/support/failing_fs.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/unit/scanner/recorded_walk.hpp"

#include <cerrno>
#include <cstdio>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::ScratchDirectory;
using tests::Succeeds;

bool is_root_batch(const Directory& directory) {
    return directory.depth() == 0;
}

TEST(WalkInTrouble, DoesNotFollowALinkThatTookADirectorysPlace) {
    const ScratchDirectory scratch;
    const ScratchDirectory elsewhere;
    elsewhere.make_file("secret");
    scratch.make_directory("sub");
    RecordingVisitor visitor([&](const Directory& directory, std::span<Entry> /*entries*/) {
        if (is_root_batch(directory)) {
            std::rename(scratch.path_of("sub").c_str(), scratch.path_of("moved").c_str());
            scratch.make_symlink("sub", elsewhere.path());
        }
    });

    ASSERT_THAT(walk_scratch(scratch, visitor), Succeeds());

    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "sub"));
    EXPECT_THAT(visitor.problems, ElementsAre("sub: Not a directory"));
}

TEST(WalkInTrouble, DoesNotOpenAFifoThatTookADirectorysPlace) {
    const ScratchDirectory scratch;
    scratch.make_directory("sub");
    RecordingVisitor visitor([&](const Directory& directory, std::span<Entry> /*entries*/) {
        if (is_root_batch(directory)) {
            ::rmdir(scratch.path_of("sub").c_str());
            scratch.make_special("sub", S_IFIFO | 0600);
        }
    });

    ASSERT_THAT(walk_scratch(scratch, visitor), Succeeds());

    EXPECT_THAT(visitor.problems, ElementsAre("sub: Not a directory"));
}

TEST(WalkInTrouble, CountsADirectoryThatVanished) {
    const ScratchDirectory scratch;
    scratch.make_directory("sub");
    RecordingVisitor visitor([&](const Directory& /*directory*/, std::span<Entry> /*entries*/) {
        ::rmdir(scratch.path_of("sub").c_str());
    });

    const auto totals = walk_scratch(scratch, visitor);

    ASSERT_THAT(totals, Succeeds());
    EXPECT_EQ(totals->vanished, 1U);
    EXPECT_THAT(visitor.problems, IsEmpty());
}

TEST(WalkInTrouble, ReportsAnUnreadableDirectoryAndGoesOn) {
    const ScratchDirectory scratch;
    scratch.set_mode(".", 0755);
    scratch.make_directory("closed");
    scratch.make_directory("closed/hidden");
    scratch.make_directory("open");
    scratch.make_file("open/file");
    scratch.set_mode("closed", 0000);
    RecordingVisitor visitor;
    const tests::AsNobody nobody;

    ASSERT_THAT(walk_scratch(scratch, visitor), Succeeds());

    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "closed", "open", "open/file"));
    EXPECT_THAT(visitor.problems, ElementsAre("closed: Permission denied"));
}

TEST(WalkInTrouble, ReportsEntriesThatMayBeListedButNotExamined) {
    const ScratchDirectory scratch;
    scratch.set_mode(".", 0755);
    scratch.make_directory("listed");
    scratch.make_file("listed/file");
    scratch.set_mode("listed", 0444);
    RecordingVisitor visitor;
    const tests::AsNobody nobody;

    ASSERT_THAT(walk_scratch(scratch, visitor), Succeeds());

    EXPECT_THAT(visitor.problems, ElementsAre("listed/file: Permission denied"));
}

/// Walks while the n-th reading call fails.
base::Result<WalkTotals> walk_with_fault(const ScratchDirectory& scratch, tests::Fault fault,
                                         RecordingVisitor& visitor) {
    const base::LinuxReader reader(base::SafetyLevel::dirfd);
    tests::FaultCounter counter(fault);
    const tests::FailingReader failing(reader, counter);
    Tree tree = {failing, DescriptorBudget(100)};
    base::Progress progress;
    const std::atomic<bool> stop = false;
    return walk(tree, scratch.open(), {}, {}, visitor, progress, stop);
}

/// The same over a root with one file.
base::Result<WalkTotals> walk_with_fault(tests::Fault fault, RecordingVisitor& visitor) {
    const ScratchDirectory scratch;
    scratch.make_file("file");
    return walk_with_fault(scratch, fault, visitor);
}

// The calls are: statx and listxattr of the root, getdents, getdents again, statx, listxattr.

TEST(WalkInTrouble, EndsWhenTheRootCannotBeExamined) {
    RecordingVisitor visitor;

    EXPECT_THAT(walk_with_fault({.first = 1, .last = 1, .errno_value = EIO}, visitor),
                tests::FailsWith(EIO));
}

TEST(WalkInTrouble, ReportsAListingThatBreaksOff) {
    RecordingVisitor visitor;

    ASSERT_THAT(walk_with_fault({.first = 4, .last = 4, .errno_value = EIO}, visitor), Succeeds());

    EXPECT_THAT(visitor.problems, ElementsAre(".: Input/output error"));
    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "file")) << "what was listed counts";
}

TEST(WalkInTrouble, CountsAFileThatVanished) {
    RecordingVisitor visitor;

    const auto totals = walk_with_fault({.first = 5, .last = 5, .errno_value = ENOENT}, visitor);

    ASSERT_THAT(totals, Succeeds());
    EXPECT_EQ(totals->vanished, 1U);
    EXPECT_THAT(visitor.problems, IsEmpty());
}

TEST(WalkInTrouble, ReportsAFileThatCannotBeExamined) {
    RecordingVisitor visitor;

    ASSERT_THAT(walk_with_fault({.first = 6, .last = 6, .errno_value = EIO}, visitor), Succeeds());

    EXPECT_THAT(visitor.problems, ElementsAre("file: Input/output error"));
}

TEST(WalkInTrouble, LeavesOutWhatIsPartlyReadWhereThatIsNotEnough) {
    RecordingVisitor visitor;

    ASSERT_THAT(walk_with_fault({.first = 6, .last = 6, .errno_value = E2BIG}, visitor),
                Succeeds());

    EXPECT_THAT(visitor.problems, ElementsAre("file: Argument list too long"));
    EXPECT_THAT(visitor.sorted_paths(), ElementsAre("."));
}

/// Sixth is the listxattr of "sub", then its attributes are asked for one by one.
Entry walk_into_sub(tests::Fault fault) {
    const ScratchDirectory scratch;
    scratch.make_directory("sub");
    scratch.make_directory("sub/below");
    scratch.set_xattr("sub", "user.virtfs.uid", "1234");
    Entry sub;
    RecordingVisitor visitor([&](const Directory& directory, std::span<Entry> entries) {
        if (is_root_batch(directory) && !entries.empty()) {
            sub = entries.front();
        }
    });
    visitor.visits_what_is_known = true;
    EXPECT_THAT(walk_with_fault(scratch, fault, visitor), Succeeds());
    EXPECT_THAT(visitor.problems, testing::SizeIs(1));
    EXPECT_THAT(visitor.sorted_paths(), ElementsAre(".", "sub", "sub/below"));
    return sub;
}

TEST(WalkInTrouble, GoesDownWhereAttributesAreTooManyToList) {
    const Entry sub = walk_into_sub({.first = 6, .last = 6, .errno_value = E2BIG});

    EXPECT_FALSE(sub.has_gaps);
    ASSERT_NE(sub.facts.state.attributes.find("user.virtfs.uid"), nullptr);
    EXPECT_EQ(*sub.facts.state.attributes.find("user.virtfs.uid"), "1234");
}

TEST(WalkInTrouble, GoesDownWhereAttributesThatCountCannotBeRead) {
    EXPECT_TRUE(walk_into_sub({.first = 6, .last = 7, .errno_value = EACCES}).has_gaps);
}

TEST(WalkInTrouble, StopsWhenTold) {
    const ScratchDirectory scratch;
    scratch.make_directory("sub");
    const base::LinuxReader reader(base::SafetyLevel::dirfd);
    Tree tree = {reader, DescriptorBudget(100)};
    base::Progress progress;
    std::atomic<bool> stop = false;
    RecordingVisitor visitor(
        [&](const Directory& /*directory*/, std::span<Entry> /*entries*/) { stop = true; });

    const auto totals = walk(tree, scratch.open(), {}, {}, visitor, progress, stop);

    ASSERT_THAT(totals, Succeeds());
    EXPECT_TRUE(totals->was_stopped);
    EXPECT_EQ(totals->directories, 1U);
}

} // namespace
} // namespace permap::scanner
