// SPDX-License-Identifier: Apache-2.0
#include "codec/guest_access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::codec {
namespace {

using testing::Optional;

const Credentials kAlice = {1000, {100, 7}};

GuestView directory(std::uint32_t mode) {
    GuestView view;
    view.kind = Kind::directory;
    view.mode = mode;
    view.uid = GuestUid{1};
    view.gid = GuestGid{50};
    return view;
}

TEST(GuestAccess, ReadsTheMountOption) {
    EXPECT_EQ(parse_access("client")->policy, AccessPolicy::client);
    EXPECT_EQ(parse_access("any")->policy, AccessPolicy::any);
    EXPECT_EQ(parse_access("1000")->only_uid, 1000);
    EXPECT_FALSE(parse_access(""));
    EXPECT_FALSE(parse_access("4294967295"));
    EXPECT_FALSE(parse_access("users"));
}

TEST(GuestAccess, OneUserMountsAdmitOnlyThatUser) {
    EXPECT_FALSE(is_admitted(*parse_access("999"), 1000));
    EXPECT_FALSE(is_admitted(*parse_access("999"), 0));
    EXPECT_TRUE(is_admitted(*parse_access("1000"), 1000));
    EXPECT_TRUE(is_admitted(*parse_access("any"), 1000));
}

TEST(GuestAccess, NewFilesHaveTheUsersIds) {
    const NewOwner owner = owner_of_new_file(directory(0755), kAlice, *parse_access("client"),
                                             *find_model("mapped-xattr"));

    EXPECT_THAT(owner.uid, Optional(1000U));
    EXPECT_THAT(owner.gid, Optional(100U));
}

TEST(GuestAccess, SetgidDirectoriesGiveTheirGroup) {
    const NewOwner owner = owner_of_new_file(directory(02775), kAlice, *parse_access("user"),
                                             *find_model("passthrough"));

    EXPECT_THAT(owner.gid, Optional(50U));
    EXPECT_THAT(owner.why, testing::HasSubstr("must run as root"));
}

TEST(GuestAccess, AnyStoresNoUid) {
    const NewOwner owner = owner_of_new_file(directory(0755), kAlice, *parse_access("any"),
                                             *find_model("mapped-xattr"));

    EXPECT_EQ(owner.uid, std::nullopt);
    EXPECT_THAT(owner.gid, Optional(100U));
}

TEST(GuestAccess, AclsCountOnlyWhereTheMountEnforcesThem) {
    GuestView view = directory(0750);
    view.acl_access = serialize_acl({{AclTag::user_obj, 7, 0xffffffff},
                                     {AclTag::user, 7, 1000},
                                     {AclTag::group_obj, 5, 0xffffffff},
                                     {AclTag::mask, 7, 0xffffffff},
                                     {AclTag::other, 0, 0xffffffff}});
    GuestMount with = *parse_access("client");
    with.enforces_acls = true;
    GuestMount other_policy = *parse_access("user");
    other_policy.enforces_acls = true;

    EXPECT_TRUE(judge(guarded_by_guest(view, with), kAlice, kMayWrite).is_allowed);
    EXPECT_FALSE(
        judge(guarded_by_guest(view, *parse_access("client")), kAlice, kMayWrite).is_allowed);
    EXPECT_FALSE(judge(guarded_by_guest(view, other_policy), kAlice, kMayWrite).is_allowed);
}

} // namespace
} // namespace permap::codec
