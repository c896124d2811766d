// SPDX-License-Identifier: Apache-2.0
#include "codec/change.hpp"

#include "codec/model.hpp"
#include "codec/posix_acl.hpp"
#include "tests/support/codec_generators.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace permap::codec {
namespace {

using tests::facts_of;

constexpr std::uint32_t kWide = 06077; // bits that give anybody but the owner something

DiskState file(std::uint32_t mode, std::uint32_t uid = 0) {
    DiskState state;
    state.mode = mode;
    state.uid = HostUid{uid};
    return state;
}

std::vector<std::string> texts(const Change& change) {
    std::vector<std::string> all;
    for (const Step& step : change) {
        all.push_back(to_text(step));
    }
    return all;
}

DiskState after_all(DiskState state, const Change& change) {
    for (const Step& step : change) {
        state = after(std::move(state), step);
    }
    return state;
}

// ---- the steps lead where they should
// ------------------------------------------------------------

RC_GTEST_PROP(Diff, LeadsToTheWantedState, ()) {
    const Kind kind = *rc::gen::element(Kind::file, Kind::directory);
    const DiskState now = *tests::any_state(kind);
    const DiskState wanted = *tests::any_state(kind);
    const OwnerChange order = *tests::any_order();

    const Change change = diff(now, wanted, order);

    RC_LOG(tests::describe(change));
    RC_ASSERT(after_all(now, change) == wanted);
}

RC_GTEST_PROP(Diff, DoesNothingWhileFlagsForbidIt, ()) {
    const Kind kind = *rc::gen::element(Kind::file, Kind::directory);
    DiskState now = *tests::any_state(kind);
    DiskState wanted = *tests::any_state(kind);
    now.flags = *rc::gen::element(0U, kImmutable, kAppendOnly);
    wanted.flags = *rc::gen::element(0U, kImmutable, kAppendOnly);

    const Change change = diff(now, wanted, *tests::any_order());

    RC_ASSERT(after_all(now, change) == wanted);
    for (const Step& step : change) {
        RC_ASSERT(now.flags == 0 || std::holds_alternative<SetFlags>(step));
        now = after(now, step);
    }
}

RC_GTEST_PROP(Diff, IsEmptyWhereNothingIsToDo, ()) {
    const DiskState state = *tests::any_state();

    RC_ASSERT(diff(state, state, *tests::any_order()).empty());
}

TEST(Diff, ReplacesWhatChangesItsInode) {
    DiskState link = file(0777);
    link.kind = Kind::symlink;
    DiskState longer = file(0600);
    longer.content = "x";
    DiskState disk = file(0600);
    disk.kind = Kind::block_device;
    DiskState other_disk = disk;
    other_disk.rdev = 7;

    EXPECT_EQ(diff(link, file(0600), OwnerChange::first), (Change{Replace{}}));
    EXPECT_EQ(diff(file(0600), longer, OwnerChange::first), (Change{Replace{}}));
    EXPECT_EQ(diff(disk, other_disk, OwnerChange::first), (Change{Replace{}}));
}

TEST(Diff, ChangesOnlyTheOwnerOfALink) {
    DiskState now = file(0777);
    now.kind = Kind::symlink;
    DiskState wanted = now;
    wanted.uid = HostUid{7};

    EXPECT_THAT(texts(diff(now, wanted, OwnerChange::first)),
                testing::ElementsAre("set owner 7:0"));
}

// ---- the order is the security
// -------------------------------------------------------------------

/// What a conversion towards the mapped model starts from and leads to.
struct Towards {
    DiskState now;
    DiskState wanted;
    Change change;
};

Towards any_conversion_to_mapped() {
    const DiskState now = *tests::any_state();
    const DiskState wanted =
        encode_mapped_xattr(decode_passthrough(facts_of(now)).view, *tests::any_policy());
    return {now, wanted, diff(now, wanted, OwnerChange::first)};
}

RC_GTEST_PROP(DiffTowardsMapped, ChangesTheOwnerBeforeAnythingElse, ()) {
    const Towards towards = any_conversion_to_mapped();

    const auto at = std::ranges::find_if(
        towards.change, [](const Step& step) { return std::holds_alternative<SetOwner>(step); });

    const bool is_needed =
        towards.now.uid != towards.wanted.uid || towards.now.gid != towards.wanted.gid;
    RC_ASSERT(at == (is_needed ? towards.change.begin() : towards.change.end()));
}

RC_GTEST_PROP(DiffTowardsMapped, GivesOthersNothingFromTheNarrowingToTheLastStep, ()) {
    const Towards towards = any_conversion_to_mapped();

    DiskState at = towards.now;
    for (std::size_t i = 0; i < towards.change.size(); ++i) {
        const bool is_attribute = !std::holds_alternative<SetOwner>(towards.change[i]) &&
                                  !std::holds_alternative<SetMode>(towards.change[i]);
        // whenever an attribute changes nobody but the new owner has any access, before and after
        RC_ASSERT((!is_attribute || (at.mode & kWide) == 0));
        RC_ASSERT(
            (!is_attribute || (at.uid == towards.wanted.uid && at.gid == towards.wanted.gid)));
        at = after(std::move(at), towards.change[i]);
        RC_ASSERT((!is_attribute || (at.mode & kWide) == 0));
    }
}

RC_GTEST_PROP(DiffTowardsMapped, WidensWithTheLastStepOnly, ()) {
    const Towards towards = any_conversion_to_mapped();

    DiskState at = towards.now;
    for (std::size_t i = 0; i < towards.change.size(); ++i) {
        const DiskState next = after(at, towards.change[i]);
        const std::uint32_t added = next.mode & ~at.mode & kWide;
        RC_ASSERT((added == 0 || i + 1 == towards.change.size()));
        at = next;
    }
}

RC_GTEST_PROP(DiffTowardsMapped, PurgesWhatWasPlantedBeforeItWrites, ()) {
    const Towards towards = any_conversion_to_mapped();

    bool has_written = false;
    for (const Step& step : towards.change) {
        has_written = has_written || std::holds_alternative<SetAttribute>(step);
        const auto* const removed = std::get_if<RemoveAttribute>(&step);
        RC_ASSERT((!has_written || removed == nullptr || removed->name == kCapability));
    }
}

RC_GTEST_PROP(DiffAwayFromMapped, HandsOverOnlyWhenTheMetadataIsGone, ()) {
    const GuestView view = *tests::any_view();
    RC_PRE(view.kind == Kind::file || view.kind == Kind::directory);
    const DiskState now = encode_mapped_xattr(view, *tests::any_policy());
    const DiskState wanted = encode_passthrough(view, {});

    DiskState at = now;
    for (const Step& step : diff(now, wanted, OwnerChange::after_attributes)) {
        RC_ASSERT((!std::holds_alternative<SetOwner>(step) || !has_metadata(at.attributes)));
        at = after(std::move(at), step);
    }
}

RC_GTEST_PROP(DiffAwayFromMapped, GivesSetIdBitsOnlyToTheFinalOwner, ()) {
    const GuestView view = *tests::any_view();
    RC_PRE(view.kind == Kind::file);
    const DiskState wanted = encode_passthrough(view, {});
    DiskState at = encode_mapped_xattr(view, *tests::any_policy());

    for (const Step& step : diff(at, wanted, OwnerChange::after_attributes)) {
        at = after(std::move(at), step);
        const bool is_set_id = (at.mode & 06000U) != 0;
        RC_ASSERT((!is_set_id || (at.uid == wanted.uid && at.gid == wanted.gid)));
    }
}

TEST(Diff, SaysWhatADryRunPrints) {
    DiskState wanted = file(0600, 64055);
    wanted.attributes.set("user.virtfs.uid", std::string("\x00\x01\x02\xFF", 4));

    EXPECT_THAT(texts(diff(file(0644), wanted, OwnerChange::first)),
                testing::ElementsAre("set owner 64055:0", "set mode 0600",
                                     "set user.virtfs.uid = 000102ff"));
    EXPECT_EQ(to_text(Replace{}), "replace by a new inode");
}

// ---- what Linux makes of a step
// ------------------------------------------------------------------

TEST(After, DropsSetIdsAndCapabilitiesWithTheOwnerOfAFile) {
    DiskState now = file(06755);
    now.attributes.set(kCapability, "cap");

    const DiskState then = after(now, SetOwner{HostUid{7}, HostGid{8}});

    EXPECT_EQ(then.mode, 0755U);
    EXPECT_TRUE(then.attributes.empty());
}

TEST(After, KeepsSetgidWithoutGroupExecuteAndOnDirectories) {
    const DiskState locking = after(file(02644), SetOwner{HostUid{7}, HostGid{8}});
    DiskState directory = file(06755);
    directory.kind = Kind::directory;

    EXPECT_EQ(locking.mode, 02644U);
    EXPECT_EQ(after(directory, SetOwner{HostUid{7}, HostGid{8}}).mode, 06755U);
}

} // namespace
} // namespace permap::codec
