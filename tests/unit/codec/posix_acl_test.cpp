// SPDX-License-Identifier: Apache-2.0
#include "codec/posix_acl.hpp"

#include "codec/ids.hpp"
#include "codec/little_endian.hpp"
#include "tests/support/codec_generators.hpp"

#include <ostream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace permap::codec {
namespace {

using namespace std::string_literals;

const AclEntry kOwnerEntry = {AclTag::user_obj, 6, kNoId};
const AclEntry kGroup = {AclTag::group_obj, 4, kNoId};
const AclEntry kMask = {AclTag::mask, 5, kNoId};
const AclEntry kOther = {AclTag::other, 0, kNoId};
const AclEntry kUser = {AclTag::user, 7, 1000};
const AclEntry kNamedGroup = {AclTag::group, 7, 1000};

TEST(PosixAcl, HasTheKernelsBytes) {
    // what getxattr gives after setfacl -m u:1000:rwx on a file with mode 0654
    const std::string bytes = "\x02\x00\x00\x00"s
                              "\x01\x00\x06\x00\xff\xff\xff\xff"s
                              "\x02\x00\x07\x00\xe8\x03\x00\x00"s
                              "\x04\x00\x04\x00\xff\xff\xff\xff"s
                              "\x10\x00\x05\x00\xff\xff\xff\xff"s
                              "\x20\x00\x00\x00\xff\xff\xff\xff"s;
    const Acl acl = {kOwnerEntry, kUser, kGroup, kMask, kOther};

    EXPECT_EQ(serialize_acl(acl), bytes);
    EXPECT_EQ(parse_acl(bytes), acl);
    EXPECT_EQ(permissions_of(acl), 0650U);
}

struct BadAcl {
    const char* name;
    std::string bytes;
};

void PrintTo(const BadAcl& row, std::ostream* out) {
    *out << row.name;
}

BadAcl bad(const char* name, const Acl& acl) {
    return {name, serialize_acl(acl)};
}

class RefusedAcl : public testing::TestWithParam<BadAcl> {};

TEST_P(RefusedAcl, IsNone) {
    EXPECT_EQ(parse_acl(GetParam().bytes), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedAcl,
    testing::Values(
        BadAcl{"Empty", ""}, BadAcl{"ShortHeader", "\x02\x00\x00"s},
        BadAcl{"NoEntries", put_le32(2)},
        BadAcl{"OtherVersion", put_le32(1) + serialize_acl({kOwnerEntry, kGroup, kOther})},
        BadAcl{"HalfAnEntry", serialize_acl({kOwnerEntry, kGroup, kOther}) + "\x20\x00"s},
        bad("NoOwner", {kGroup, kOther}), bad("NoGroup", {kOwnerEntry, kOther}),
        bad("NoOther", {kOwnerEntry, kGroup}),
        bad("NamedWithoutMask", {kOwnerEntry, kUser, kGroup, kOther}),
        bad("TwoMasks", {kOwnerEntry, kGroup, kMask, kMask, kOther}),
        bad("WrongOrder", {kGroup, kOwnerEntry, kOther}),
        bad("NoUserId", {kOwnerEntry, {AclTag::user, 7, kNoId}, kGroup, kMask, kOther}),
        bad("TooManyBits", {{AclTag::user_obj, 8, kNoId}, kGroup, kOther}),
        bad("UnknownTag", {kOwnerEntry, kGroup, kOther, {AclTag{0x40}, 0, kNoId}})),
    [](const auto& row) { return std::string(row.param.name); });

TEST(PosixAcl, ForgetsIdsWhereNobodyIsNamed) {
    Acl with_ids = {kOwnerEntry, kGroup, kOther};
    with_ids[0].id = 77;

    EXPECT_EQ(parse_acl(serialize_acl(with_ids)), (Acl{kOwnerEntry, kGroup, kOther}));
}

TEST(PosixAcl, IsMinimalWhenTheModeSaysItAll) {
    EXPECT_TRUE(is_minimal({kOwnerEntry, kGroup, kOther}));
    EXPECT_FALSE(is_minimal({kOwnerEntry, kGroup, kMask, kOther}));
    EXPECT_FALSE(is_minimal({kOwnerEntry, kGroup, kNamedGroup, kMask, kOther}));
}

TEST(PosixAcl, PutsGroupBitsIntoTheMaskWhereThereIsOne) {
    const Acl masked = with_mode({kOwnerEntry, kUser, kGroup, kMask, kOther}, 0731);
    const Acl plain = with_mode({kOwnerEntry, kGroup, kOther}, 0731);

    EXPECT_EQ(masked[2].permissions, 4U);
    EXPECT_EQ(masked[3].permissions, 3U);
    EXPECT_EQ(plain[1].permissions, 3U);
    EXPECT_EQ(permissions_of(masked), 0731U);
    EXPECT_EQ(permissions_of(plain), 0731U);
}

RC_GTEST_PROP(PosixAcl, SurvivesItsBytes, ()) {
    const Acl acl = *tests::any_acl();

    RC_ASSERT(parse_acl(serialize_acl(acl)) == acl);
}

RC_GTEST_PROP(PosixAcl, TakesWhateverBytesCome, ()) {
    const std::string bytes = *tests::any_bytes(64);
    const std::string versioned = put_le32(2) + bytes.substr(0, bytes.size() / 8 * 8);

    for (const std::string& text : {bytes, versioned}) {
        const std::optional<Acl> acl = parse_acl(text);
        RC_ASSERT((!acl || parse_acl(serialize_acl(*acl)) == acl));
    }
}

TEST(PosixAcl, ComesBackFromItsText) {
    for (const char* const text :
         {"user::rw-,group::r--,other::---",
          "user::rwx,user:0:r--,user:4294967294:-wx,group::r--,group:7:--x,mask::rwx,other::--x"}) {
        const std::optional<Acl> acl = parse_acl_text(text);
        ASSERT_TRUE(acl) << text;
        EXPECT_EQ(to_text(*acl), text);
    }
}

TEST(PosixAcl, IsNoneWhereTheTextIsNot) {
    for (const char* const text :
         {"", "user::rw-", "user::rw-,group::r--,other::--", "user::rw-,group::r--,other::---,",
          "user::rw-,user:x:r--,group::r--,mask::r--,other::---", "user::rw-,group::r--,other::--w",
          "user::rw-,user:4294967295:r--,group::r--,mask::r--,other::---",
          "user::rw-,user:5:r--,group::r--,other::---", "u::rw-,g::r--,o::---"}) {
        EXPECT_EQ(parse_acl_text(text), std::nullopt) << text;
    }
}

} // namespace
} // namespace permap::codec
