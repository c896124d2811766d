// SPDX-License-Identifier: Apache-2.0
#include "mapper/replacement.hpp"

#include "base/linux_fs.hpp"
#include "tests/support/failing_fs.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sample_tree.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

using codec::DiskState;
using codec::Kind;
using testing::Eq;
using tests::FailsWith;
using tests::HasValue;
using tests::Succeeds;

constexpr base::Timestamp kTime = {.seconds = 1000, .nanoseconds = 7};

DiskState own(Kind kind, std::uint32_t mode) {
    DiskState state;
    state.kind = kind;
    state.mode = mode;
    state.uid = codec::HostUid{::geteuid()};
    state.gid = codec::HostGid{::getegid()};
    return state;
}

DiskState link_state() {
    DiskState state = own(Kind::symlink, 0777);
    state.content = "some/target";
    return state;
}

DiskState stand_in_state() {
    DiskState state = own(Kind::file, 0640);
    state.content = "some/target";
    state.attributes.set("user.virtfs.uid", "abcd");
    state.attributes.set("user.virtfs.mode", "efgh");
    return state;
}

class Replacement : public testing::Test {
protected:
    base::Result<codec::Identity> build_at(const char* temporary, const DiskState& state) {
        return build(disk_, root_.get(), temporary, {state, kTime, kTime}, "object");
    }

    [[nodiscard]] codec::Facts object(const char* name) const {
        return read_object(reader_, root_.get(), name).value_or(codec::Facts{});
    }

    tests::ScratchDirectory scratch_;
    base::Fd root_ = scratch_.open();
    base::LinuxReader reader_{base::SafetyLevel::dirfd};
    base::LinuxWriter writer_;
    Disk disk_{reader_, writer_};
};

TEST(TemporaryName, IsShortAndStable) {
    const std::string longest(255, 'x');

    EXPECT_EQ(temporary_name(".p-", "a"), ".p-af63dc4c8601ec8c");
    EXPECT_EQ(temporary_name(".p-", longest).size(), 19U);
    EXPECT_NE(temporary_name(".p-", longest), temporary_name(".p-", longest + "y"));
}

TEST_F(Replacement, IsBuiltCompleteWithItsTimes) {
    scratch_.make_symlink("object", "some/target");

    const auto made = build_at("new", stand_in_state());

    ASSERT_THAT(made, Succeeds());
    EXPECT_EQ(object("new").state, stand_in_state());
    EXPECT_EQ(object("new").identity, *made);
    EXPECT_EQ(object("new").mtime, kTime);
}

TEST_F(Replacement, MayBeALinkOrAFifo) {
    scratch_.make_file("object");

    ASSERT_THAT(build_at("link", link_state()), Succeeds());
    ASSERT_THAT(build_at("fifo", own(Kind::fifo, 0624)), Succeeds());

    EXPECT_EQ(object("link").state, link_state());
    EXPECT_EQ(object("fifo").state, own(Kind::fifo, 0624));
    EXPECT_EQ(object("link").mtime, kTime);
}

TEST_F(Replacement, InheritsNoAclFromItsDirectory) {
    scratch_.make_symlink("object", "some/target");
    scratch_.set_xattr(".", "system.posix_acl_default", tests::sample_acl());

    ASSERT_THAT(build_at("new", stand_in_state()), Succeeds());

    EXPECT_EQ(object("new").state, stand_in_state());
}

TEST_F(Replacement, IsNotBuiltOverSomethingElse) {
    scratch_.make_symlink("object", "some/target");
    scratch_.make_file("taken");

    EXPECT_THAT(build_at("taken", stand_in_state()), FailsWith(EEXIST));
}

TEST_F(Replacement, TakesThePlaceOfTheExpectedInode) {
    scratch_.make_symlink("object", "some/target");
    const codec::Identity old = object("object").identity;
    ASSERT_THAT(build_at("new", stand_in_state()), Succeeds());

    EXPECT_THAT(exchange(disk_, root_.get(), "new", "object", old), HasValue(Eq(true)));

    EXPECT_EQ(object("object").state, stand_in_state());
    EXPECT_THAT(read_object(reader_, root_.get(), "new"), FailsWith(ENOENT));
}

TEST_F(Replacement, LeavesAnotherInodeInItsPlace) {
    scratch_.make_symlink("object", "planted");
    scratch_.make_file("new");
    const codec::Identity planted = object("object").identity;

    EXPECT_THAT(exchange(disk_, root_.get(), "new", "object", {.inode = 1, .birth = {}}),
                HasValue(Eq(false)));

    EXPECT_EQ(object("object").identity, planted);
    EXPECT_EQ(object("new").state.kind, Kind::file);
}

TEST_F(Replacement, ReportsEveryStepThatFails) {
    scratch_.make_symlink("object", "some/target");
    for (int call = 1; call <= 6; ++call) { // create, write, mode, two attributes, times
        tests::FaultCounter counter({.first = call, .last = call, .errno_value = ENOSPC});
        const tests::FailingWriter writer(writer_, counter);
        const std::string name = "new-" + std::to_string(call);

        EXPECT_THAT(
            build({reader_, writer}, root_.get(), name, {stand_in_state(), kTime, kTime}, "object"),
            FailsWith(ENOSPC))
            << call;
    }
}

struct LeftoverRow {
    const char* name;
    DiskState found;
    bool is_leftover;
};

void PrintTo(const LeftoverRow& row, std::ostream* out) {
    *out << row.name;
}

constexpr codec::SetOwner kRunner = {codec::HostUid{0}, codec::HostGid{0}};

DiskState changed(DiskState state, std::uint32_t uid, std::string content) {
    state.uid = codec::HostUid{uid};
    state.content = std::move(content);
    return state;
}

/// What is to be built: a stand-in of user 64055.
DiskState wanted() {
    return changed(stand_in_state(), 64055, "some/target");
}

class Leftover : public testing::TestWithParam<LeftoverRow> {};

TEST_P(Leftover, IsKnown) {
    EXPECT_EQ(is_leftover(GetParam().found, wanted(), kRunner), GetParam().is_leftover);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Leftover,
    testing::Values(LeftoverRow{"Whole", wanted(), true},
                    LeftoverRow{"BareFile", changed(own(Kind::file, 0600), 0, ""), true},
                    LeftoverRow{"CutShort", changed(own(Kind::file, 0600), 0, "some/"), true},
                    LeftoverRow{"OtherContent", changed(wanted(), 0, "other"), false},
                    LeftoverRow{"LongerContent", changed(wanted(), 0, "some/target!"), false},
                    LeftoverRow{"OtherOwner", changed(wanted(), 1000, "some/"), false},
                    LeftoverRow{"OtherKind", changed(link_state(), 0, "some/target"), false}),
    [](const auto& row) { return std::string(row.param.name); });

} // namespace
} // namespace permap::mapper
