// SPDX-License-Identifier: Apache-2.0
// All ordered pairs of models: there and back, and what is said to be lost on the way.
#include "codec/conversion.hpp"
#include "codec/host_view.hpp"
#include "codec/loss.hpp"
#include "codec/posix_acl.hpp"
#include "tests/support/codec_generators.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace permap::codec {
namespace {

using testing::Contains;
using testing::ElementsAre;
using tests::facts_of;

const Model& model(std::string_view name) {
    return *find_model(name);
}

/// One conversion of one object: what is on disk then, and what was said to be lost.
struct Converted {
    Facts facts;
    std::vector<Loss> losses;
};

Converted convert(const Conversion& conversion, const Facts& facts) {
    const GuestView view = conversion.from.decode(facts).view;
    const DiskState wanted = wanted_state(conversion, facts, view);
    return {facts_of(wanted), find_losses(conversion, facts, view, wanted)};
}

GuestView without(GuestView view, const std::vector<Loss>& losses) {
    for (const Loss loss : losses) {
        switch (loss) {
        case Loss::access_acl:
            view.mode = mode_without_acl(view);
            view.acl_access.clear();
            break;
        case Loss::default_acl:
            view.acl_default.clear();
            break;
        case Loss::capability:
            view.capability.clear();
            break;
        case Loss::link_mode:
            view.mode = 0777;
            break;
        default:
            break;
        }
    }
    return view;
}

/// What QEMU makes of a device number that it prints with %d and reads with atoi: the low half,
/// widened with its sign. For -1 it writes no line, and the stand-in itself has device 0.
std::uint64_t through_an_int(std::uint64_t rdev) {
    const auto low = static_cast<std::int32_t>(static_cast<std::uint32_t>(rdev));
    return low == -1 ? 0 : static_cast<std::uint64_t>(std::int64_t{low});
}

RC_GTEST_PROP(AllPairs, GiveBackWhatWasNotReportedAsLost, ()) {
    GuestView view = *tests::any_view();
    if (view.kind == Kind::file && *rc::gen::arbitrary<bool>()) {
        view.capability = "bytes of a capability";
    }
    const HostPolicy policy = *tests::any_policy();
    for (const Model& first : models()) {
        const Facts start = facts_of(first.encode(view, policy));
        const GuestView held = first.decode(start).view;
        for (const Model& second : models()) {
            const Converted there = convert({.from = first, .to = second, .policy = policy}, start);
            const Converted back =
                convert({.from = second, .to = first, .policy = policy}, there.facts);

            GuestView expected = without(without(held, there.losses), back.losses);
            if (std::ranges::count(there.losses, Loss::device_number) > 0) {
                // mapped-file widens a number, and real devices have no room for that: the low half
                // is all that a Linux guest reads. `first` is given back what `second` shows.
                const GuestView seen = second.decode(there.facts).view;
                RC_ASSERT(seen.rdev == (second.keeps_files ? through_an_int(held.rdev)
                                                           : held.rdev & 0xffffffffU));
                RC_ASSERT(second.keeps_files || first.keeps_files);
                expected.rdev = first.decode(facts_of(first.encode(seen, policy))).view.rdev;
            }
            RC_ASSERT(first.decode(back.facts).view == expected);
            if (there.losses.empty() && back.losses.empty()) {
                RC_ASSERT(back.facts.state == start.state);
            }
        }
    }
}

RC_GTEST_PROP(AllPairs, LeaveOnlyTheTargetsMetadata, ()) {
    const HostPolicy policy = *tests::any_policy();
    const GuestView view = *tests::any_view();
    for (const Model& first : models()) {
        for (const Model& second : models()) {
            const Converted there = convert({.from = first, .to = second, .policy = policy},
                                            facts_of(first.encode(view, policy)));
            for (const Model* const found : models_in(there.facts.state.attributes)) {
                RC_ASSERT(found == &second);
            }
        }
    }
}

RC_GTEST_PROP(AllModels, AreConvertedToThemselvesWithoutAChange, ()) {
    const HostPolicy policy = *tests::any_policy();
    const GuestView view = *tests::any_view();
    for (const Model& both : models()) {
        const Facts start = facts_of(both.encode(view, policy));

        const Converted same = convert({.from = both, .to = both, .policy = policy}, start);

        RC_ASSERT(same.facts.state == start.state);
        RC_ASSERT(same.losses.empty());
    }
}

TEST(WantedState, PurgesWhateverAQemuServerWouldBelieve) {
    Facts facts;
    facts.state.attributes.set("user.virtfs.uid", std::string(4, '\0'));

    const Conversion shift = {
        .from = model("passthrough"), .to = model("passthrough"), .policy = {}};

    EXPECT_TRUE(convert(shift, facts).facts.state.attributes.empty());
}

TEST(WantedState, LeavesAnotherToolsMetadataAlone) {
    Facts facts;
    facts.state.attributes.set("user.rsync.%stat", "100644 0,0 0:0");
    const Conversion forth = {
        .from = model("passthrough"), .to = model("mapped-xattr"), .policy = {}};
    const Conversion onto = {.from = model("passthrough"), .to = model("fake-super"), .policy = {}};

    EXPECT_NE(convert(forth, facts).facts.state.attributes.find("user.rsync.%stat"), nullptr);
    EXPECT_NE(*convert(onto, facts).facts.state.attributes.find("user.rsync.%stat"),
              "100644 0,0 0:0")
        << "under the target it would be the truth";
}

TEST(WantedState, KeepsRealLinksWhereAsked) {
    Facts link;
    link.state.kind = Kind::symlink;
    link.state.mode = 0777;
    link.state.uid = HostUid{5};
    link.state.content = "target";
    Conversion conversion = {
        .from = model("passthrough"), .to = model("mapped-xattr"), .policy = {}};
    EXPECT_EQ(convert(conversion, link).facts.state.kind, Kind::file);

    conversion.keeps_native_symlinks = true;

    EXPECT_EQ(convert(conversion, link).facts.state, link.state);
}

TEST(FindLosses, NamesTheAclThatNoneCannotShow) {
    Facts facts;
    facts.state.mode = 0670;
    facts.state.attributes.set(kAclAccess, serialize_acl({{AclTag::user_obj, 6, 0xffffffff},
                                                          {AclTag::user, 7, 1000},
                                                          {AclTag::group_obj, 4, 0xffffffff},
                                                          {AclTag::mask, 7, 0xffffffff},
                                                          {AclTag::other, 0, 0xffffffff}}));

    const Converted there =
        convert({.from = model("passthrough"), .to = model("none"), .policy = {}}, facts);

    EXPECT_THAT(there.losses, ElementsAre(Loss::access_acl));
    EXPECT_EQ(there.facts.state.mode, 0640U) << "the owning group does not get the mask";
}

TEST(FindLosses, NamesAnAclOfTheHostThatTheGuestNeverSaw) {
    Facts facts;
    facts.state.kind = Kind::directory;
    facts.state.attributes.set(kAclDefault, "whatever");

    const Converted there =
        convert({.from = model("mapped-xattr"), .to = model("mapped-xattr"), .policy = {}}, facts);

    EXPECT_THAT(there.losses, Contains(Loss::host_acl));
}

TEST(FindLosses, NamesCapabilities) {
    Facts facts;
    facts.state.attributes.set(kCapability, "bytes");
    const auto losses_to = [&](const char* target) {
        return convert({.from = model("passthrough"), .to = model(target), .policy = {}}, facts)
            .losses;
    };

    EXPECT_THAT(losses_to("mapped-xattr"), ElementsAre(Loss::capability));
    EXPECT_THAT(losses_to("override-stat"), ElementsAre(Loss::capability));
    EXPECT_TRUE(losses_to("fake-super").empty());
    EXPECT_TRUE(losses_to("none").empty());
}

} // namespace
} // namespace permap::codec
