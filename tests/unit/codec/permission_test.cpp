// SPDX-License-Identifier: Apache-2.0
#include "codec/permission.hpp"

#include <gtest/gtest.h>

namespace permap::codec {
namespace {

constexpr std::uint32_t kNone = 0xffffffff;

struct Row {
    const char* name;
    std::uint32_t mode;
    Acl acl; ///< without it the mode alone
    Credentials who;
    std::uint32_t wanted;
    bool is_allowed;
    Decider decider;
    bool is_masked = false;
    Kind kind = Kind::file;
};

/// The object belongs to 1000:100.
class Permission : public testing::TestWithParam<Row> {};

TEST_P(Permission, IsDecidedAsTheKernelDoes) {
    const Row& row = GetParam();
    Guarded object = {.kind = row.kind, .mode = row.mode, .uid = 1000, .gid = 100};
    if (!row.acl.empty()) {
        object.acl = row.acl;
    }

    const Judgement judgement = judge(object, row.who, row.wanted);

    EXPECT_EQ(judgement.is_allowed, row.is_allowed);
    EXPECT_EQ(judgement.decider, row.decider);
    EXPECT_EQ(judgement.is_masked, row.is_masked);
}

const Credentials kOwner = {1000, {100}};
const Credentials kMember = {2000, {5, 100}};
const Credentials kStranger = {2000, {5}};
const Credentials kRoot = {0, {0}, true};

/// u::rw- u:2000:rwx g::r-- g:5:rw- m::MASK o::r--
Acl acl(std::uint16_t mask) {
    return {{AclTag::user_obj, 6, kNone},  {AclTag::user, 7, 2000},
            {AclTag::group_obj, 4, kNone}, {AclTag::group, 6, 5},
            {AclTag::mask, mask, kNone},   {AclTag::other, 4, kNone}};
}

Acl with_user(std::uint16_t permissions, std::uint16_t mask) {
    Acl made = acl(mask);
    made[1].permissions = permissions;
    return made;
}

Acl without_user(std::uint16_t mask) {
    Acl made = acl(mask);
    made.erase(made.begin() + 1);
    return made;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Permission,
    testing::Values(
        Row{"owner_has_his_bits", 0600, {}, kOwner, 6, true, Decider::owner},
        Row{"owner_is_not_helped_by_others", 0077, {}, kOwner, 4, false, Decider::owner},
        Row{"group_is_not_helped_by_others", 0607, {}, kMember, 4, false, Decider::owning_group},
        Row{"others", 0604, {}, kStranger, 4, true, Decider::other},
        Row{"others_lack_a_bit", 0664, {}, kStranger, 2, false, Decider::other},
        Row{"named_user", 0674, with_user(6, 7), kStranger, 6, true, Decider::named_user},
        Row{"named_user_lacks_a_bit", 0674, with_user(4, 7), kStranger, 2, false,
            Decider::named_user},
        Row{"mask_takes_from_a_named_user", 0644, with_user(6, 4), kStranger, 2, false,
            Decider::named_user, true},
        Row{"mask_of_nothing_hides_the_whole_acl", 0604, with_user(6, 0), kStranger, 4, true,
            Decider::other},
        Row{"named_group", 0674, without_user(7), kStranger, 6, true, Decider::named_group},
        Row{"second_group_helps", 0674, without_user(7), kMember, 6, true, Decider::named_group},
        Row{"mask_takes_from_a_group", 0644, without_user(4), kStranger, 2, false,
            Decider::named_group, true},
        Row{"acl_without_a_match", 0674, without_user(7), Credentials{3, {3}}, 4, true,
            Decider::other},
        Row{"root_reads_all", 0000, {}, kRoot, 6, true, Decider::privilege},
        Row{"root_executes_what_somebody_may", 0600, {}, kRoot, 1, false, Decider::other},
        Row{"root_searches_all",
            0000,
            {},
            kRoot,
            1,
            true,
            Decider::privilege,
            false,
            Kind::directory}),
    [](const auto& row) { return row.param.name; });

} // namespace
} // namespace permap::codec
