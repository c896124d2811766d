// SPDX-License-Identifier: Apache-2.0
#include "mapper/planner.hpp"

#include "codec/little_endian.hpp"
#include "tests/support/conversion.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sample_tree.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/tree_dump.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::IsSupersetOf;
using tests::ConversionRequest;
using tests::PlannedRun;
using tests::Succeeds;

/// Plans conversions of "tree" by and to the user who runs the test.
class PlannerTest : public testing::Test {
protected:
    void SetUp() override { scratch_.make_directory("tree"); }

    [[nodiscard]] ConversionRequest request(const char* from, const char* to) const {
        return {.root = scratch_.path_of("tree"),
                .run_path = scratch_.path_of("run"),
                .from = from,
                .to = to,
                .policy = {.uid = codec::HostUid{::geteuid()}, .gid = codec::HostGid{::getegid()}}};
    }

    PlanTotals plan(const ConversionRequest& request) {
        const base::Result<PlannedRun> planned = tests::plan_run(request, said_);
        EXPECT_THAT(planned, Succeeds());
        return planned ? planned->totals : PlanTotals{};
    }

    PlanTotals plan_to_mapped() { return plan(request("passthrough", "mapped-xattr")); }
    PlanTotals plan_back() { return plan(request("mapped-xattr", "passthrough")); }

    /// A file that a guest sees as something else.
    void make_stand_in(const char* name, std::uint32_t guest_mode, const char* content = "") {
        scratch_.make_file(name, content, 0600);
        scratch_.set_xattr(name, "user.virtfs.uid", codec::put_le32(::geteuid()));
        scratch_.set_xattr(name, "user.virtfs.gid", codec::put_le32(::getegid()));
        scratch_.set_xattr(name, "user.virtfs.mode", codec::put_le32(guest_mode));
    }

    tests::ScratchDirectory scratch_{tests::ScratchDirectory::Place::memory};
    tests::RecordingListener said_;
};

TEST_F(PlannerTest, WritesNothingToTheTree) {
    ASSERT_EQ(::rmdir(scratch_.path_of("tree").c_str()), 0);
    tests::make_sample_tree(scratch_, "tree");
    const tests::TreeDump before = tests::dump_tree(scratch_.path_of("tree"));

    plan_to_mapped();

    EXPECT_EQ(tests::difference(before, tests::dump_tree(scratch_.path_of("tree"))), "");
}

TEST_F(PlannerTest, CountsWhatItWouldDo) {
    scratch_.make_file("tree/file");
    scratch_.make_symlink("tree/link", "file");
    scratch_.make_special("tree/fifo", S_IFIFO | 0600);

    const PlanTotals totals = plan_to_mapped();

    EXPECT_EQ(totals.entries, 4U);
    EXPECT_EQ(totals.to_change, 4U);
    EXPECT_EQ(totals.to_replace, 2U);
    EXPECT_EQ(totals.blocked, 0U);
    EXPECT_THAT(said_.findings, IsEmpty());
}

TEST_F(PlannerTest, FindsNothingToDoInATreeThatIsAsWanted) {
    scratch_.make_file("tree/file");

    EXPECT_EQ(plan(request("passthrough", "passthrough")).to_change, 0U);
}

TEST_F(PlannerTest, LeavesExcludedEntriesAlone) {
    scratch_.make_file("tree/file");
    scratch_.make_directory("tree/sub");
    scratch_.make_file("tree/sub/inside");
    ConversionRequest wanted = request("passthrough", "mapped-xattr");
    wanted.excludes = {"sub"};

    const PlanTotals totals = plan(wanted);

    EXPECT_EQ(totals.entries, 3U);
    EXPECT_EQ(totals.left_alone, 1U);
    EXPECT_EQ(totals.to_change, 2U);
}

TEST_F(PlannerTest, ReportsPlantedMetadata) {
    scratch_.make_file("tree/bait");
    scratch_.set_xattr("tree/bait", "user.virtfs.uid", codec::put_le32(0));

    const PlanTotals totals = plan_to_mapped();

    ASSERT_EQ(totals.metadata.size(), 1U);
    EXPECT_EQ(totals.metadata.front().model->name, "mapped-xattr");
    EXPECT_EQ(totals.metadata.front().entries, 1U);
    EXPECT_THAT(said_.findings, Contains("planted-metadata bait"));
}

TEST_F(PlannerTest, FindsLinksThatLeaveTheTree) {
    scratch_.make_file("tree/one");
    scratch_.make_link("tree/one", "outside");

    EXPECT_EQ(plan_to_mapped().blocked, 1U);
    EXPECT_THAT(said_.findings, Contains("hard-link-outside one"));
}

TEST_F(PlannerTest, KnowsAMarkThatAnotherRunLeft) {
    scratch_.set_xattr("tree", "user.permap.run", "run x file y");

    EXPECT_EQ(plan_to_mapped().blocked, 1U);
    EXPECT_THAT(said_.findings, Contains("interrupted-run ."));
}

TEST_F(PlannerTest, StopsAtWhatMustBeAllowed) {
    make_stand_in("tree/device", S_IFCHR | 0666);
    make_stand_in("tree/program", S_IFREG | 04755);

    EXPECT_EQ(plan_back().blocked, ::geteuid() == 0 ? 2U : 3U); // mknod needs privilege, too
    EXPECT_THAT(said_.findings, IsSupersetOf({"device-node device", "setuid-file program"}));
}

TEST_F(PlannerTest, PassesWhatIsAllowed) {
    make_stand_in("tree/program", S_IFREG | 04755);
    ConversionRequest wanted = request("mapped-xattr", "passthrough");
    wanted.allowed = {"setuid-file"};

    const PlanTotals totals = plan(wanted);

    EXPECT_EQ(totals.blocked, 0U);
    EXPECT_EQ(totals.left_alone, 0U);
    EXPECT_THAT(said_.findings, Contains("setuid-file program")) << "reported all the same";
}

TEST_F(PlannerTest, ReadsTheTextOfStandIns) {
    make_stand_in("tree/link", S_IFLNK | 0777, "target");
    make_stand_in("tree/empty", S_IFLNK | 0777, "");

    const PlanTotals totals = plan_back();

    EXPECT_EQ(totals.to_replace, 1U);
    EXPECT_THAT(said_.findings, Contains("symlink-unrepresentable empty"));
}

} // namespace
} // namespace permap::mapper
