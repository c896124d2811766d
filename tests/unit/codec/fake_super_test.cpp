// SPDX-License-Identifier: Apache-2.0
#include "base/quote.hpp"
#include "codec/describe.hpp"
#include "codec/model.hpp"
#include "codec/posix_acl.hpp"
#include "tests/support/codec_generators.hpp"

#include <ostream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

using tests::facts_of;

constexpr std::string_view kStat = "user.rsync.%stat";
const HostPolicy kPolicy = {.uid = HostUid{64055}, .gid = HostGid{64055}};

Facts file_with(std::string_view name, std::string value) {
    Facts facts;
    facts.state.mode = 0644;
    facts.state.uid = HostUid{64055};
    facts.state.gid = HostGid{64055};
    facts.state.attributes.set(name, std::move(value));
    return facts;
}

struct StatRow {
    const char* name;
    std::string text;
    Kind kind;
    std::uint32_t mode;
    std::uint32_t uid;
    std::uint32_t gid;
    std::uint64_t rdev = 0;
    bool is_corrupt = false;
};

void PrintTo(const StatRow& row, std::ostream* out) {
    *out << row.name;
}

class StoredStatTable : public testing::TestWithParam<StatRow> {};

TEST_P(StoredStatTable, IsReadAsRsyncReadsIt) {
    const StatRow& row = GetParam();

    const Decoded decoded = decode_fake_super(file_with(kStat, row.text));

    EXPECT_EQ(decoded.view.kind, row.kind);
    EXPECT_EQ(decoded.view.mode, row.mode);
    EXPECT_EQ(decoded.view.uid.value, row.uid);
    EXPECT_EQ(decoded.view.gid.value, row.gid);
    EXPECT_EQ(decoded.view.rdev, row.rdev);
    EXPECT_EQ(decoded.has(Oddity::corrupt_value), row.is_corrupt);
}

StatRow corrupt(const char* name, std::string text) {
    return {name, std::move(text), Kind::file, 0644, 64055, 64055, 0, true};
}

INSTANTIATE_TEST_SUITE_P(
    Values, StoredStatTable,
    testing::Values(
        StatRow{"File", "104775 0,0 1000:1001", Kind::file, 04775, 1000, 1001},
        StatRow{"Char", "20644 1,3 0:0", Kind::char_device, 0644, 0, 0, makedev(1, 3)},
        StatRow{"Block", "60660 8,1 0:6", Kind::block_device, 0660, 0, 6, makedev(8, 1)},
        StatRow{"Symlink", "120777 0,0 5:6", Kind::symlink, 0777, 5, 6},
        StatRow{"Blanks", " \t100600  0,\n0  1 : 2", Kind::file, 0644, 64055, 64055, 0, true},
        StatRow{"BlanksBeforeNumbers", " 100600   0, 0\n1: 2", Kind::file, 0600, 1, 2},
        StatRow{"JunkBehind", "100600 0,0 1:2 more", Kind::file, 0600, 1, 2},
        StatRow{"LargestId", "100600 0,0 4294967294:0", Kind::file, 0600, 4294967294U, 0},
        corrupt("Empty", ""), corrupt("Four", "100600 0,0 1"), corrupt("NoComma", "100600 0 0 1:2"),
        corrupt("NotOctal", "x 0,0 1:2"), corrupt("NoType", "644 0,0 1:2"),
        corrupt("NoSuchType", "30644 0,0 1:2"),
        corrupt("TooLong", "100600 0,0 1:2" + std::string(300, ' '))),
    [](const auto& row) { return std::string(row.param.name); });

TEST(DecodeFakeSuper, TakesTheHostsValuesWhereNothingIsStored) {
    Facts facts;
    facts.state.kind = Kind::directory;
    facts.state.mode = 0750;
    facts.state.uid = HostUid{7};

    const Decoded decoded = decode_fake_super(facts);

    EXPECT_EQ(decoded.view.mode, 0750U);
    EXPECT_EQ(decoded.view.uid.value, 7U);
    EXPECT_TRUE(decoded.oddities.empty());
}

TEST(DecodeFakeSuper, DoesNotAskSpecialsAndLinks) {
    Facts facts = file_with(kStat, "100600 0,0 1:2");
    facts.state.kind = Kind::fifo;

    EXPECT_EQ(decode_fake_super(facts).view.uid.value, 64055U);
}

TEST(DecodeFakeSuper, SeesContradictions) {
    EXPECT_TRUE(decode_fake_super(file_with(kStat, "40755 0,0 1:2")).has(Oddity::type_mismatch));
    EXPECT_TRUE(
        decode_fake_super(file_with(kStat, "100600 0,0 4294967295:2")).has(Oddity::unusable_id));
}

// bytes measured with rsync 3.5.0: setfacl -m u:1234:rw,g:77:rx on a file with mode 0674
TEST(FakeSuperAcl, HasRsyncsBytes) {
    const Acl acl = {{AclTag::user_obj, 6, 0xffffffff},  {AclTag::user, 6, 1234},
                     {AclTag::group_obj, 4, 0xffffffff}, {AclTag::group, 5, 77},
                     {AclTag::mask, 7, 0xffffffff},      {AclTag::other, 4, 0xffffffff}};
    GuestView view;
    view.mode = 0674;
    view.acl_access = serialize_acl(acl);

    const DiskState state = encode_fake_super(view, kPolicy);

    EXPECT_EQ(base::hex(*state.attributes.find("user.rsync.%aacl")),
              "80000000040000000700000080000000d2040000060000804d00000005000000");
    EXPECT_EQ(decode_fake_super(facts_of(state)).view.acl_access, view.acl_access);
}

// likewise: a default ACL u::rwx,u:5:r,g::r-x,m::r-x,o::r-x
TEST(FakeSuperAcl, StoresADefaultAclInFull) {
    const Acl acl = {{AclTag::user_obj, 7, 0xffffffff},
                     {AclTag::user, 4, 5},
                     {AclTag::group_obj, 7, 0xffffffff},
                     {AclTag::mask, 7, 0xffffffff},
                     {AclTag::other, 5, 0xffffffff}};
    GuestView view;
    view.kind = Kind::directory;
    view.mode = 0775;
    view.acl_default = serialize_acl(acl);

    const DiskState state = encode_fake_super(view, kPolicy);

    EXPECT_EQ(base::hex(*state.attributes.find("user.rsync.%dacl")),
              "070000000700000007000000050000000500000004000080");
    EXPECT_EQ(decode_fake_super(facts_of(state)).view.acl_default, view.acl_default);
}

TEST(FakeSuperAcl, IsDamagedWithAWrongLength) {
    for (const std::size_t size : {0U, 15U, 17U, 20U}) {
        Facts facts = file_with("user.rsync.%aacl", std::string(size, '\0'));
        EXPECT_TRUE(decode_fake_super(facts).has(Oddity::corrupt_acl)) << size;
    }
}

TEST(EncodeFakeSuper, StoresNothingThatTheInodeSays) {
    GuestView view;
    view.mode = 0640;
    view.uid = GuestUid{64055};
    view.gid = GuestGid{64055};

    EXPECT_TRUE(encode_fake_super(view, kPolicy).attributes.empty());
}

TEST(EncodeFakeSuper, LeavesTheHostUsableModes) {
    GuestView view;
    view.mode = 06055;
    EXPECT_EQ(encode_fake_super(view, kPolicy).mode, 0655U);
    view.kind = Kind::directory;
    EXPECT_EQ(encode_fake_super(view, kPolicy).mode, 0755U);
    view.kind = Kind::symlink;
    EXPECT_EQ(encode_fake_super(view, kPolicy).mode, 0600U) << "rsync leaves 0777";
}

RC_GTEST_PROP(FakeSuper, DecodesWhatItEncoded, ()) {
    GuestView view = *tests::any_view();
    const HostPolicy policy = *tests::any_policy();
    if (is_special(view.kind)) {
        view.acl_access.clear(); // rsync keeps ACLs of files and directories only
    }

    const DiskState state = encode_fake_super(view, policy);

    RC_ASSERT(decode_fake_super(facts_of(state)).view == view);
}

TEST(DescribeStored, SaysWhatRsyncStored) {
    const Facts facts = file_with(kStat, "104755 0,0 1:2");

    const std::vector<StoredValue> stored = describe_stored(facts);

    ASSERT_EQ(stored.size(), 1U);
    EXPECT_EQ(stored.front().model, "fake-super");
    EXPECT_EQ(stored.front().meaning, "file, mode 4755, device 0:0, owner 1:2");
}

} // namespace
} // namespace permap::codec
