// SPDX-License-Identifier: Apache-2.0
#include "codec/model.hpp"
#include "codec/posix_acl.hpp"
#include "tests/support/codec_generators.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

using tests::facts_of;

const Acl kMinimal = {
    {AclTag::user_obj, 6, kNoId}, {AclTag::group_obj, 4, kNoId}, {AclTag::other, 0, kNoId}};
const Acl kMasked = {{AclTag::user_obj, 6, kNoId},
                     {AclTag::user, 7, 1000},
                     {AclTag::group_obj, 4, kNoId},
                     {AclTag::mask, 4, kNoId},
                     {AclTag::other, 0, kNoId}};

GuestView file(std::uint32_t mode) {
    GuestView view;
    view.mode = mode;
    return view;
}

GuestView directory(std::uint32_t mode) {
    GuestView view = file(mode);
    view.kind = Kind::directory;
    return view;
}

RC_GTEST_PROP(Passthrough, DecodesWhatItEncoded, ()) {
    const GuestView view = *tests::any_view();

    const DiskState state = encode_passthrough(view, {});

    RC_ASSERT(decode_passthrough(facts_of(state)).view == view);
}

RC_GTEST_PROP(Passthrough, EncodesWhatItDecoded, ()) {
    DiskState state = *tests::any_state();
    state.attributes.erase(kCapability);

    const DiskState again = encode_passthrough(decode_passthrough(facts_of(state)).view, {});

    for (const std::string_view name : {kAclAccess, kAclDefault}) {
        const std::string* const kept = again.attributes.find(name);
        const std::string* const had = state.attributes.find(name);
        RC_ASSERT((kept == nullptr ? "" : *kept) == (had == nullptr ? "" : *had));
    }
    RC_ASSERT((again.mode == state.mode && again.uid == state.uid && again.gid == state.gid));
    RC_ASSERT(!has_metadata(again.attributes));
}

TEST(EncodePassthrough, LetsTheModeWinOverTheMask) {
    GuestView view = file(0660);
    view.acl_access = serialize_acl(kMasked);

    const DiskState state = encode_passthrough(view, {});

    EXPECT_EQ(state.mode, 0660U);
    EXPECT_EQ(*state.attributes.find(kAclAccess), serialize_acl(with_mode(kMasked, 0660)));
}

TEST(EncodePassthrough, StoresNoAclThatTheKernelWouldNot) {
    GuestView minimal = file(0640);
    minimal.acl_access = serialize_acl(kMinimal);
    GuestView junk = directory(0750);
    junk.acl_access = "junk";
    junk.acl_default = "junk";

    EXPECT_TRUE(encode_passthrough(minimal, {}).attributes.empty());
    EXPECT_TRUE(encode_passthrough(junk, {}).attributes.empty());
}

TEST(EncodePassthrough, KeepsADefaultAclOnDirectoriesOnly) {
    GuestView view = directory(0750);
    view.acl_default = serialize_acl(kMinimal);
    GuestView wrong = file(0640);
    wrong.acl_default = serialize_acl(kMinimal);

    EXPECT_EQ(*encode_passthrough(view, {}).attributes.find(kAclDefault), view.acl_default);
    EXPECT_TRUE(encode_passthrough(wrong, {}).attributes.empty());
}

TEST(EncodePassthrough, WritesADefaultAclAsTheKernelWillGiveItBack) {
    Acl odd = kMinimal;
    odd[0].id = 77; // a guest may store any id where nobody is named
    GuestView view = directory(0750);
    view.acl_default = serialize_acl(odd);

    EXPECT_EQ(*encode_passthrough(view, {}).attributes.find(kAclDefault), serialize_acl(kMinimal));
}

TEST(EncodePassthrough, CutsADeviceNumberAsTheGuestsKernelDoes) {
    GuestView view = file(0600);
    view.kind = Kind::char_device;
    view.rdev = makedev(0x1001, 0x100002);

    EXPECT_EQ(encode_passthrough(view, {}).rdev, makedev(0x1, 0x2));
}

TEST(EncodePassthrough, GivesOnlyDevicesANumber) {
    GuestView view = file(0600);
    view.kind = Kind::fifo;
    view.rdev = makedev(1, 3);

    EXPECT_EQ(encode_passthrough(view, {}).rdev, 0U);
}

TEST(EncodePassthrough, GivesALinkTheModeThatAllLinksHave) {
    GuestView view = file(0600);
    view.kind = Kind::symlink;
    view.link = "target";
    view.acl_access = serialize_acl(kMasked);

    const DiskState state = encode_passthrough(view, {});

    EXPECT_EQ(state.mode, 0777U);
    EXPECT_EQ(state.content, "target");
    EXPECT_TRUE(state.attributes.empty());
}

} // namespace
} // namespace permap::codec
