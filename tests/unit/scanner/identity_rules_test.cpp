// SPDX-License-Identifier: Apache-2.0
#include "codec/posix_acl.hpp"
#include "tests/unit/scanner/rule_case.hpp"
#include "tests/unit/scanner/sample_people.hpp"

#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using codec::Kind;

Sample owned(std::uint32_t uid, std::uint32_t gid) {
    return Sample().kind(Kind::file).mode(0600).owner(uid, gid).among(sample_people());
}

class IdentityRules : public testing::TestWithParam<RuleCase> {};

TEST_P(IdentityRules, FireWithTheRightSeverity) {
    EXPECT_EQ(severity_from(GetParam()), GetParam().expected);
}

constexpr const char* kOwner = "unknown-owner";
constexpr const char* kGroup = "unknown-group";

Sample of_share(Sample sample) {
    sample.share.host_uid = codec::HostUid{64055};
    sample.share.host_gid = codec::HostGid{64055};
    return sample;
}

INSTANTIATE_TEST_SUITE_P(
    Unknown, IdentityRules,
    testing::Values(RuleCase{"OwnerUnknown", kOwner, owned(4242, 100), Severity::medium},
                    RuleCase{"OwnerOfSymlink", kOwner,
                             owned(4242, 100).kind(Kind::symlink).mode(0777), Severity::medium},
                    RuleCase{"OwnerAccount", kOwner, owned(1000, 4242), kNone},
                    RuleCase{"OwnerDeclared", kOwner, owned(5009, 100), kNone},
                    RuleCase{"OwnerBehindRange", kOwner, owned(5010, 100), Severity::medium},
                    RuleCase{"OwnerIsQemus", kOwner, of_share(owned(64055, 100)), kNone},
                    RuleCase{"OwnerMapped", kOwner, owned(4242, 4242).mapped(), kNone},
                    RuleCase{"OwnerNotAsked", kOwner, file(0600).owner(4242, 4242), kNone},
                    RuleCase{"GroupUnknown", kGroup, owned(1000, 4242), Severity::medium},
                    RuleCase{"GroupAccount", kGroup, owned(4242, 100), kNone},
                    RuleCase{"GroupUserIsNoGroup", kGroup, owned(1000, 1000), Severity::medium},
                    RuleCase{"GroupDeclared", kGroup, owned(1000, 5000), kNone},
                    RuleCase{"GroupIsQemus", kGroup, of_share(owned(1000, 64055)), kNone},
                    RuleCase{"GroupMapped", kGroup, owned(4242, 4242).mapped(), kNone},
                    RuleCase{"GroupNotAsked", kGroup, file(0600).owner(4242, 4242), kNone}),
    name_of);

constexpr const char* kBroad = "group-writable-broad";

/// With an ACL whose group entry and mask are these; the mode shows the mask.
Sample with_group_acl(std::uint16_t group, std::uint16_t mask) {
    const codec::Acl acl = {{codec::AclTag::user_obj, 6, codec::kNoId},
                            {codec::AclTag::user, 6, 7},
                            {codec::AclTag::group_obj, group, codec::kNoId},
                            {codec::AclTag::mask, mask, codec::kNoId},
                            {codec::AclTag::other, 0, codec::kNoId}};
    return owned(1000, 100)
        .mode(0600U | static_cast<std::uint32_t>(mask) << 3)
        .attribute(codec::kAclAccess, codec::serialize_acl(acl));
}

Sample directory_of(std::uint32_t mode) {
    return owned(1000, 100).kind(Kind::directory).mode(mode);
}

INSTANTIATE_TEST_SUITE_P(
    GroupWritable, IdentityRules,
    testing::Values(
        RuleCase{"File", kBroad, owned(1000, 100).mode(0664), Severity::medium},
        RuleCase{"FileOfMapped", kBroad, owned(1000, 100).mode(0660).mapped(), Severity::medium},
        RuleCase{"FileClosed", kBroad, owned(1000, 100).mode(0644), kNone},
        RuleCase{"FileOfOtherGroup", kBroad, owned(1000, 101).mode(0664), kNone},
        RuleCase{"FileOfAll", kBroad, owned(1000, 100).mode(0666).reached_by(true, true), kNone},
        RuleCase{"FileOfAllOutOfReach", kBroad,
                 owned(1000, 100).mode(0666).reached_by(false, false), Severity::medium},
        RuleCase{"Symlink", kBroad, owned(1000, 100).kind(Kind::symlink).mode(0777), kNone},
        RuleCase{"Fifo", kBroad, owned(1000, 100).kind(Kind::fifo).mode(0660), kNone},
        RuleCase{"Directory", kBroad, directory_of(0775), Severity::medium},
        RuleCase{"DirectorySticky", kBroad, directory_of(01775), Severity::medium},
        RuleCase{"DirectoryOfAll", kBroad, directory_of(0773).reached_by(true, true), kNone},
        RuleCase{"DirectoryThatOthersMayNotSearch", kBroad,
                 directory_of(0772).reached_by(true, true), Severity::medium},
        RuleCase{"DirectoryWithoutSearch", kBroad, directory_of(0760), Severity::low},
        RuleCase{"AclGroupReads", kBroad, with_group_acl(4, 6), kNone},
        RuleCase{"AclGroupWrites", kBroad, with_group_acl(6, 6), Severity::medium},
        RuleCase{"AclMaskCuts", kBroad, with_group_acl(6, 4), kNone},
        RuleCase{"NotAsked", kBroad, file(0664).owner(1000, 100), kNone}),
    name_of);

} // namespace
} // namespace permap::scanner
