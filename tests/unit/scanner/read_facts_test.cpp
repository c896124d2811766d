// SPDX-License-Identifier: Apache-2.0
#include "scanner/read_facts.hpp"

#include "base/linux_fs.hpp"
#include "codec/model.hpp"
#include "tests/support/failing_fs.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sample_tree.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using tests::FailsWith;
using tests::HasValue;
using tests::Succeeds;

class ReadFacts : public testing::Test {
protected:
    tests::ScratchDirectory scratch_;
    base::Fd root_ = scratch_.open();
    base::LinuxReader reader_{base::SafetyLevel::dirfd};
};

TEST_F(ReadFacts, KeepsValuesOfOwnershipAndNamesOfTheRest) {
    scratch_.make_file("file", "data", 0640);
    scratch_.set_xattr("file", "user.virtfs.uid", "abcd");
    scratch_.set_xattr("file", "user.comment", "not ours");

    const base::Result<codec::Facts> facts =
        read_facts(reader_, root_.get(), "file", ReadLinks::no);

    ASSERT_THAT(facts, Succeeds());
    EXPECT_EQ(facts->state.mode, 0640U);
    EXPECT_EQ(facts->size, 4U);
    EXPECT_EQ(*facts->state.attributes.find("user.virtfs.uid"), "abcd");
    EXPECT_EQ(facts->state.attributes.size(), 1U);
    EXPECT_THAT(facts->other_attributes, ElementsAre("user.comment"));
}

TEST_F(ReadFacts, IsTheSameByNameAndByDescriptor) {
    scratch_.make_file("file", "", 0640);
    scratch_.set_xattr("file", "system.posix_acl_access", tests::sample_acl());
    const base::Result<base::Fd> fd = reader_.open_node(root_.get(), "file");
    ASSERT_THAT(fd, Succeeds());

    const auto by_name = read_facts(reader_, root_.get(), "file", ReadLinks::yes);
    const auto by_fd = read_facts(reader_, fd->get());

    ASSERT_THAT(by_name, Succeeds());
    ASSERT_THAT(by_fd, Succeeds());
    EXPECT_EQ(by_name->state, by_fd->state);
    EXPECT_EQ(by_name->identity, by_fd->identity);
    EXPECT_EQ(*by_fd->state.attributes.find(codec::kAclAccess), tests::sample_acl());
}

TEST_F(ReadFacts, ReadsTheTextOfALinkWhenAsked) {
    scratch_.make_symlink("link", "target");

    const auto without = read_facts(reader_, root_.get(), "link", ReadLinks::no);
    const auto with = read_facts(reader_, root_.get(), "link", ReadLinks::yes);

    ASSERT_THAT(without, Succeeds());
    ASSERT_THAT(with, Succeeds());
    EXPECT_EQ(without->state.content, "");
    EXPECT_EQ(with->state.content, "target");
}

TEST_F(ReadFacts, ReportsWhateverCannotBeRead) {
    scratch_.make_file("file");
    scratch_.set_xattr("file", "user.virtfs.uid", "abcd");

    for (int call = 1; call <= 3; ++call) { // statx, listxattr, getxattr
        tests::FaultCounter counter({.first = call, .last = call, .errno_value = EIO});
        const tests::FailingReader failing(reader_, counter);
        EXPECT_THAT(read_facts(failing, root_.get(), "file", ReadLinks::yes), FailsWith(EIO));
    }
}

TEST_F(ReadFacts, AsksNothingMoreOfWhatIsNotThere) {
    tests::FaultCounter counter;
    const tests::FailingReader counting(reader_, counter);

    EXPECT_THAT(read_facts(counting, root_.get(), "missing", ReadLinks::no), FailsWith(ENOENT));
    EXPECT_EQ(counter.calls(), 1);
}

TEST_F(ReadFacts, BoundsTheReadOfAStandIn) {
    scratch_.make_file("short", "target");
    scratch_.make_file("long", std::string(kLongestStandIn + 1, 'x'));

    EXPECT_THAT(read_stand_in(reader_, root_.get(), "short"), HasValue(testing::Eq("target")));
    EXPECT_THAT(read_stand_in(reader_, root_.get(), "long"),
                HasValue(testing::SizeIs(kLongestStandIn)));
}

} // namespace
} // namespace permap::scanner
