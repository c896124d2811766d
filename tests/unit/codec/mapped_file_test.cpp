// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_file.hpp"
#include "codec/model.hpp"
#include "tests/support/codec_generators.hpp"

#include <ostream>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

using namespace std::string_literals;
using tests::facts_of;

const HostPolicy kQemuUser = {.uid = HostUid{64055}, .gid = HostGid{108}};

Facts host(Kind kind, const std::string& text) {
    DiskState state;
    state.kind = kind;
    state.mode = kind == Kind::directory ? 0700 : 0600;
    state.uid = HostUid{64055};
    state.gid = HostGid{108};
    state.attributes.set(kMetadataFile, pack({.mode = 0600, .uid = {}, .gid = {}, .text = text}));
    return facts_of(state);
}

std::string text_of(const GuestView& view) {
    return find_beside(encode_mapped_file(view, kQemuUser), kMetadataFile)->text;
}

// ---- what the server reads ----------------------------------------------------------------------

constexpr std::uint32_t kHostUid = 64055;

struct UidRow {
    const char* name;
    std::string text;
    std::uint32_t uid;
};

void PrintTo(const UidRow& row, std::ostream* out) {
    *out << row.name;
}

class ReadsUid : public ::testing::TestWithParam<UidRow> {};

TEST_P(ReadsUid, AsTheServerDoes) {
    const Decoded decoded = decode_mapped_file(host(Kind::file, GetParam().text));

    EXPECT_EQ(decoded.view.uid.value, GetParam().uid);
}

INSTANTIATE_TEST_SUITE_P(
    MappedFile, ReadsUid,
    ::testing::Values(
        UidRow{"LastOneWins", "virtfs.uid=1\nvirtfs.gid=2\nvirtfs.uid=7\n", 7},
        UidRow{"CarriageReturn", "virtfs.uid=7\r\n", 7},
        UidRow{"NoFinalNewline", "virtfs.uid=7", 7}, UidRow{"TrailingJunk", "virtfs.uid=7abc\n", 7},
        UidRow{"AnyByteForTheEqualsSign", "virtfs.uidX7\n", 7},
        UidRow{"LeadingBlanks", "virtfs.uid= \t\v\f\r7\n", 7},
        UidRow{"PlusSign", "virtfs.uid=+7\n", 7}, UidRow{"TwoSigns", "virtfs.uid=+-7\n", 0},
        UidRow{"SkippedDigit", "virtfs.uid7\n", 0}, UidRow{"KeyAlone", "virtfs.uid", 0},
        UidRow{"NoNumber", "virtfs.uid=", 0}, UidRow{"Word", "virtfs.uid=abc\n", 0},
        UidRow{"LeadingSpaceOfTheLine", " virtfs.uid=7\n", kHostUid},
        UidRow{"OtherCase", "VIRTFS.UID=7\n", kHostUid},
        UidRow{"Comment", "# virtfs.uid=7\n", kHostUid},
        UidRow{"Unsigned", "virtfs.uid=4294967294\n", 4294967294U},
        UidRow{"CutToAnInt", "virtfs.uid=4294967301\n", 5},
        UidRow{"Saturated", "virtfs.uid=99999999999999999999\n", 4294967295U},
        UidRow{"SaturatedBelow", "virtfs.uid=-99999999999999999999\n", 0},
        UidRow{"LargestLong", "virtfs.uid=9223372036854775807\n", 4294967295U},
        UidRow{"LeastLong", "virtfs.uid=-9223372036854775808\n", 0},
        UidRow{"Negative", "virtfs.uid=-2\n", 4294967294U},
        UidRow{"MinusOne", "virtfs.uid=-1\n", 4294967295U},
        UidRow{"AfterAFullBuffer", std::string(99, 'x') + "virtfs.uid=5\n", 5},
        UidRow{"InTheBuffer", std::string(98, 'x') + "virtfs.uid=5\n", kHostUid},
        UidRow{"NulInTheLine", "virtfs.uid=7\0"s + "8\n", 7},
        UidRow{"NulBeforeTheLine", "\0virtfs.uid=7\n"s, kHostUid}, UidRow{"Empty", "", kHostUid}),
    [](const auto& row) { return row.param.name; });

TEST(MappedFile, FallsBackToTheHostFieldByField) {
    const Decoded decoded = decode_mapped_file(host(Kind::file, "virtfs.gid=5\n"));

    EXPECT_EQ(decoded.view.uid.value, kHostUid);
    EXPECT_EQ(decoded.view.gid.value, 5U);
    EXPECT_EQ(decoded.view.mode, 0600U);
    EXPECT_TRUE(decoded.has(Oddity::partial_metadata));
}

TEST(MappedFile, SaysWhereThereIsNoMetadata) {
    Facts facts = host(Kind::file, "");
    facts.state.attributes.erase(kMetadataFile);

    EXPECT_TRUE(decode_mapped_file(facts).has(Oddity::no_metadata));
    EXPECT_TRUE(decode_mapped_file(host(Kind::file, "")).has(Oddity::no_metadata));
}

TEST(MappedFile, ReadsModesAsDecimalNumbers) {
    const Decoded octal = decode_mapped_file(host(Kind::file, "virtfs.mode=0100644\n"));
    const Decoded hex = decode_mapped_file(host(Kind::file, "virtfs.mode=0x81a4\n"));

    EXPECT_EQ(octal.view.mode, 04444U); // decimal 100644 is 0304444
    EXPECT_TRUE(hex.has(Oddity::corrupt_value));
}

TEST(MappedFile, NamesATypeThatTheObjectCannotStandFor) {
    const Decoded decoded = decode_mapped_file(host(Kind::file, "virtfs.mode=16877\n"));

    EXPECT_TRUE(decoded.has(Oddity::type_mismatch));
}

TEST(MappedFile, ExtendsTheSignOfADeviceNumber) {
    const Decoded decoded =
        decode_mapped_file(host(Kind::file, "virtfs.mode=8576\nvirtfs.rdev=-2147483392\n"));

    EXPECT_EQ(decoded.view.rdev, 0xffffffff80000100U);
}

TEST(MappedFile, TakesAclsFromTheHost) {
    Facts facts = host(Kind::directory, "");
    facts.state.attributes.set(kAclAccess, "access");
    facts.state.attributes.set(kAclDefault, "default");

    const GuestView view = decode_mapped_file(facts).view;

    EXPECT_EQ(view.acl_access, "access");
    EXPECT_EQ(view.acl_default, "default");
}

// ---- what the server writes ---------------------------------------------------------------------

GuestView fields_view(Kind kind, std::uint32_t mode, std::uint64_t rdev = 0) {
    return {.kind = kind,
            .mode = mode,
            .uid = GuestUid{1000},
            .gid = GuestGid{1001},
            .rdev = rdev,
            .link = {},
            .acl_access = {},
            .acl_default = {}};
}

TEST(MappedFile, WritesTheLinesOfTheServer) {
    EXPECT_EQ(text_of(fields_view(Kind::file, 0644)),
              "virtfs.uid=1000\nvirtfs.gid=1001\nvirtfs.mode=33188\n");
    EXPECT_EQ(text_of(fields_view(Kind::char_device, 0600, makedev(1, 3))),
              "virtfs.uid=1000\nvirtfs.gid=1001\nvirtfs.mode=8576\nvirtfs.rdev=259\n");
    EXPECT_EQ(text_of(fields_view(Kind::fifo, 0644)),
              "virtfs.uid=1000\nvirtfs.gid=1001\nvirtfs.mode=4516\nvirtfs.rdev=0\n");
}

TEST(MappedFile, WritesLargeIdsNegative) {
    GuestView view = fields_view(Kind::file, 0644);
    view.uid = GuestUid{4294967294U};

    EXPECT_TRUE(text_of(view).starts_with("virtfs.uid=-2\n"));
}

TEST(MappedFile, OmitsADeviceOfMinusOne) {
    const std::string text =
        text_of(fields_view(Kind::block_device, 0600, makedev(0xfff, 0xfffff)));

    EXPECT_EQ(text.find("rdev"), std::string::npos);
}

TEST(MappedFile, GivesEveryDirectoryAMetadataDirectory) {
    const DiskState state = encode_mapped_file(fields_view(Kind::directory, 0755), kQemuUser);

    const auto directory = find_beside(state, kMetadataDirectory);
    ASSERT_TRUE(directory);
    EXPECT_EQ(directory->mode, 0700U);
    EXPECT_EQ(directory->uid, kQemuUser.uid);
}

TEST(MappedFile, LeavesTheQemuUserItsRightsUnderAnAcl) {
    GuestView view = fields_view(Kind::file, 0070);
    view.acl_access = serialize_acl({{AclTag::user_obj, 0, ~0U},
                                     {AclTag::user, 7, 1000},
                                     {AclTag::group_obj, 7, ~0U},
                                     {AclTag::mask, 7, ~0U},
                                     {AclTag::other, 0, ~0U}});

    EXPECT_EQ(encode_mapped_file(view, kQemuUser).mode, 0670U);
}

/// What the text cannot hold is in CODEC terms: bits of rdev beyond 32, and the value -1.
bool can_be_held(const GuestView& view) {
    const auto low = static_cast<std::uint32_t>(view.rdev);
    return low != ~0U && view.rdev == static_cast<std::uint64_t>(std::int64_t(std::int32_t(low)));
}

/// The owner's entry of an ACL is QEMU's on the host.
GuestView without_owner_entry(GuestView view) {
    if (const auto acl = parse_acl(view.acl_access)) {
        const std::uint32_t mode = (permissions_of(*acl) & 077U) | 0700U;
        view.acl_access = serialize_acl(with_mode(*acl, mode));
    }
    return view;
}

RC_GTEST_PROP(MappedFile, DecodesWhatItEncoded, ()) {
    const GuestView view = *tests::any_view();
    RC_PRE(can_be_held(view));

    const Facts stored = facts_of(encode_mapped_file(view, *tests::any_policy()));

    RC_ASSERT(without_owner_entry(decode_mapped_file(stored).view) == without_owner_entry(view));
}

RC_GTEST_PROP(MappedFile, EncodesAgainWhatItDecoded, ()) {
    const HostPolicy policy = *tests::any_policy();
    const DiskState state = encode_mapped_file(*tests::any_view(), policy);

    const GuestView again = decode_mapped_file(facts_of(state)).view;

    RC_ASSERT(encode_mapped_file(again, policy) == state);
}

/// A state and a variant of it that nearly always differs in no more than one thing.
std::pair<DiskState, DiskState> any_pair() {
    const DiskState left = *tests::any_state();
    DiskState right = left;
    switch (*rc::gen::inRange(0, 5)) {
    case 0:
        right.attributes.set(kMetadataFile, *rc::gen::arbitrary<std::string>());
        break;
    case 1:
        right.attributes.erase(kMetadataDirectory);
        break;
    case 2:
        right.attributes.set("user.virtfs.uid", *rc::gen::arbitrary<std::string>());
        break;
    case 3:
        right.flags ^= kImmutable;
        break;
    default:
        right = *tests::any_state();
    }
    return {left, right};
}

RC_GTEST_PROP(InodePart, IsComparedAsIfTakenOut, ()) {
    const auto [left, right] = any_pair();

    RC_ASSERT(has_same_inode_part(left, right) == (inode_part(left) == inode_part(right)));
}

RC_GTEST_PROP(MetadataObject, Unpacks, (const std::string& text)) {
    const MetadataObject object = {
        .mode = 0640, .uid = HostUid{4294967295U}, .gid = HostGid{0}, .text = text};

    RC_ASSERT(unpack(pack(object)) == object);
}

TEST(MetadataObject, RefusesOtherBytes) {
    for (const char* const bytes : {"", "600", "600 1:2", "600 1\n", " 600 1:2\n", "600 -1:2\n",
                                    "8 1:2\n", "600 4294967296:2\n"}) {
        EXPECT_FALSE(unpack(bytes)) << bytes;
    }
}

} // namespace
} // namespace permap::codec
