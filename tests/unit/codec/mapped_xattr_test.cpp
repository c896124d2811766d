// SPDX-License-Identifier: Apache-2.0
#include "codec/little_endian.hpp"
#include "codec/model.hpp"
#include "tests/support/codec_generators.hpp"

#include <algorithm>
#include <ostream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

using namespace std::string_literals;
using tests::facts_of;

const HostPolicy kPolicy = {.uid = HostUid{64055}, .gid = HostGid{108}};

/// A host object as the server leaves it, without attributes.
Facts host(Kind kind = Kind::file) {
    DiskState state;
    state.kind = kind;
    state.mode = kind == Kind::directory ? 0700 : 0600;
    state.uid = HostUid{64055};
    state.gid = HostGid{108};
    return facts_of(state);
}

Facts with(Facts facts, std::string_view name, std::string value) {
    facts.state.attributes.set(name, std::move(value));
    return facts;
}

// ---- bytes that the server wrote ----------------------------------------------------------------

struct BytesRow {
    const char* name;
    GuestView view;
    const char* attribute;
    std::string bytes;
};

void PrintTo(const BytesRow& row, std::ostream* out) {
    *out << row.name;
}

GuestView view_of(Kind kind, std::uint32_t mode, std::uint64_t rdev = 0) {
    return {.kind = kind,
            .mode = mode,
            .uid = {},
            .gid = {},
            .rdev = rdev,
            .link = {},
            .acl_access = {},
            .acl_default = {}};
}

GuestView owned_by(std::uint32_t uid) {
    GuestView view = view_of(Kind::file, 0644);
    view.uid = GuestUid{uid};
    return view;
}

class ServerBytes : public testing::TestWithParam<BytesRow> {};

TEST_P(ServerBytes, AreWhatEncodingGives) {
    const DiskState state = encode_mapped_xattr(GetParam().view, kPolicy);

    const std::string* const bytes = state.attributes.find(GetParam().attribute);
    ASSERT_NE(bytes, nullptr);
    EXPECT_EQ(*bytes, GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ServerBytes,
    testing::Values(
        BytesRow{"Uid1000", owned_by(1000), "user.virtfs.uid", "\xe8\x03\x00\x00"s},
        BytesRow{"LargestUid", owned_by(4294967294U), "user.virtfs.uid", "\xfe\xff\xff\xff"s},
        BytesRow{"File0644", view_of(Kind::file, 0644), "user.virtfs.mode", "\xa4\x81\x00\x00"s},
        BytesRow{"Directory0755", view_of(Kind::directory, 0755), "user.virtfs.mode",
                 "\xed\x41\x00\x00"s},
        BytesRow{"Symlink", view_of(Kind::symlink, 0777), "user.virtfs.mode", "\xff\xa1\x00\x00"s},
        BytesRow{"Null0666", view_of(Kind::char_device, 0666, makedev(1, 3)), "user.virtfs.mode",
                 "\xb6\x21\x00\x00"s},
        BytesRow{"NullRdev", view_of(Kind::char_device, 0666, makedev(1, 3)), "user.virtfs.rdev",
                 "\x03\x01\x00\x00\x00\x00\x00\x00"s},
        BytesRow{"DiskRdev", view_of(Kind::block_device, 0660, makedev(8, 1)), "user.virtfs.rdev",
                 "\x01\x08\x00\x00\x00\x00\x00\x00"s},
        BytesRow{"LongRdev", view_of(Kind::block_device, 0660, makedev(0x123, 0x45678)),
                 "user.virtfs.rdev", "\x78\x23\x61\x45\x00\x00\x00\x00"s},
        BytesRow{"FifoRdev", view_of(Kind::fifo, 0600), "user.virtfs.rdev", std::string(8, '\0')}),
    [](const auto& row) { return std::string(row.param.name); });

// ---- encoding
// ------------------------------------------------------------------------------------

TEST(EncodeMappedXattr, LeavesThePolicyOnTheHost) {
    const DiskState file = encode_mapped_xattr(view_of(Kind::fifo, 06777), kPolicy);
    const DiskState directory = encode_mapped_xattr(view_of(Kind::directory, 01777), kPolicy);

    EXPECT_EQ(file.kind, Kind::file);
    EXPECT_EQ(file.mode, 0600U);
    EXPECT_EQ(file.uid, HostUid{64055});
    EXPECT_EQ(directory.kind, Kind::directory);
    EXPECT_EQ(directory.mode, 0700U);
    EXPECT_EQ(directory.gid, HostGid{108});
}

TEST(EncodeMappedXattr, StoresADeviceNumberForSpecialsOnly) {
    const auto has_rdev = [](Kind kind) {
        return encode_mapped_xattr(view_of(kind, 0600), kPolicy)
                   .attributes.find("user.virtfs.rdev") != nullptr;
    };

    EXPECT_FALSE(has_rdev(Kind::file));
    EXPECT_FALSE(has_rdev(Kind::directory));
    EXPECT_FALSE(has_rdev(Kind::symlink));
    EXPECT_TRUE(has_rdev(Kind::socket));
    EXPECT_TRUE(has_rdev(Kind::char_device));
}

TEST(EncodeMappedXattr, KeepsTheTextOfALinkAsContentWithoutNul) {
    GuestView view = view_of(Kind::symlink, 0777);
    view.link = "../target";

    EXPECT_EQ(encode_mapped_xattr(view, kPolicy).content, "../target");
}

TEST(EncodeMappedXattr, MovesAclsToTheGuestsNames) {
    GuestView view = view_of(Kind::directory, 0750);
    view.acl_access = "access";
    view.acl_default = "default";

    const Attributes attributes = encode_mapped_xattr(view, kPolicy).attributes;

    EXPECT_EQ(*attributes.find("user.virtfs.system.posix_acl_access"), "access");
    EXPECT_EQ(*attributes.find("user.virtfs.system.posix_acl_default"), "default");
    EXPECT_EQ(attributes.find(kAclAccess), nullptr);
}

// ---- decoding
// ------------------------------------------------------------------------------------

TEST(DecodeMappedXattr, TakesEachFieldOnItsOwn) {
    const Decoded decoded = decode_mapped_xattr(with(host(), "user.virtfs.uid", put_le32(1000)));

    EXPECT_EQ(decoded.view.uid, GuestUid{1000});
    EXPECT_EQ(decoded.view.gid, GuestGid{108});
    EXPECT_EQ(decoded.view.mode, 0600U);
    EXPECT_TRUE(decoded.uid_stored && !decoded.gid_stored && !decoded.mode_stored);
    EXPECT_TRUE(decoded.has(Oddity::partial_metadata));
}

TEST(DecodeMappedXattr, ShowsTheHostWhereNothingIsStored) {
    const Decoded decoded = decode_mapped_xattr(host(Kind::directory));

    EXPECT_EQ(decoded.view.kind, Kind::directory);
    EXPECT_EQ(decoded.view.uid, GuestUid{64055});
    EXPECT_TRUE(decoded.has(Oddity::no_metadata));
}

TEST(DecodeMappedXattr, IgnoresBitsThatALinuxGuestCutsOff) {
    const Decoded decoded =
        decode_mapped_xattr(with(host(), "user.virtfs.mode", put_le32(0xffff81a4)));

    EXPECT_EQ(decoded.view.kind, Kind::file);
    EXPECT_EQ(decoded.view.mode, 0644U);
}

struct OddRow {
    const char* name;
    Facts facts;
    Oddity oddity;
};

void PrintTo(const OddRow& row, std::ostream* out) {
    *out << row.name;
}

Facts with_content(Facts facts, std::uint64_t size) {
    facts.size = size;
    return facts;
}

class OddMetadata : public testing::TestWithParam<OddRow> {};

TEST_P(OddMetadata, IsNoticed) {
    EXPECT_TRUE(decode_mapped_xattr(GetParam().facts).has(GetParam().oddity));
}

INSTANTIATE_TEST_SUITE_P(
    Table, OddMetadata,
    testing::Values(
        OddRow{"ModeWithoutType", with(host(), "user.virtfs.mode", put_le32(0644)),
               Oddity::corrupt_value},
        OddRow{"ModeOfUnknownType", with(host(), "user.virtfs.mode", put_le32(0170644)),
               Oddity::corrupt_value},
        OddRow{"DirectoryOnAFile", with(host(), "user.virtfs.mode", put_le32(0040755)),
               Oddity::type_mismatch},
        OddRow{"FileOnADirectory",
               with(host(Kind::directory), "user.virtfs.mode", put_le32(0100644)),
               Oddity::type_mismatch},
        OddRow{"LinkOnADirectory",
               with(host(Kind::directory), "user.virtfs.mode", put_le32(0120777)),
               Oddity::type_mismatch},
        OddRow{"NoUid", with(host(), "user.virtfs.uid", put_le32(0xffffffff)), Oddity::unusable_id},
        OddRow{"NoGid", with(host(), "user.virtfs.gid", put_le32(0xffffffff)), Oddity::unusable_id},
        OddRow{"BadAcl", with(host(), "user.virtfs.system.posix_acl_access", "junk"),
               Oddity::corrupt_acl},
        OddRow{"NativeLink", host(Kind::symlink), Oddity::native_symlink},
        OddRow{"NativeFifo", host(Kind::fifo), Oddity::native_special},
        OddRow{"DeviceWithContent",
               with_content(with(host(), "user.virtfs.mode", put_le32(0020666)), 1),
               Oddity::stand_in_content}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(DecodeMappedXattr, KeepsTheHostsTypeOnAMismatch) {
    const Decoded decoded =
        decode_mapped_xattr(with(host(), "user.virtfs.mode", put_le32(0040755)));

    EXPECT_EQ(decoded.view.kind, Kind::file);
    EXPECT_EQ(decoded.view.mode, 0600U);
}

// ---- lengths
// -------------------------------------------------------------------------------------

struct LengthRow {
    const char* attribute;
    std::size_t size; ///< of the server's own value
};

void PrintTo(const LengthRow& row, std::ostream* out) {
    *out << row.attribute;
}

class ValueLength : public testing::TestWithParam<LengthRow> {};

/// Bytes of which four are a mode that names a type: 0x8181 is a regular file.
constexpr char kFiller = '\x81';

TEST_P(ValueLength, IsCorruptWhereTheServerWouldShowGarbage) {
    for (std::size_t length = 0; length <= 70; ++length) {
        const Decoded decoded =
            decode_mapped_xattr(with(host(), GetParam().attribute, std::string(length, kFiller)));

        const bool is_short = length > 0 && length < GetParam().size;
        EXPECT_EQ(decoded.has(Oddity::corrupt_value) || decoded.has(Oddity::foreign_dialect),
                  is_short)
            << length;
    }
}

TEST_P(ValueLength, FallsBackToTheHostUnlessExact) {
    for (const std::size_t length : {std::size_t{0}, GetParam().size - 1, GetParam().size + 1}) {
        const Facts facts = with(host(), GetParam().attribute, std::string(length, kFiller));

        EXPECT_EQ(decode_mapped_xattr(facts).view, decode_mapped_xattr(host()).view) << length;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ValueLength,
    testing::Values(LengthRow{"user.virtfs.uid", 4}, LengthRow{"user.virtfs.gid", 4},
                    LengthRow{"user.virtfs.mode", 4}, LengthRow{"user.virtfs.rdev", 8}),
    [](const auto& row) { return std::string(row.param.attribute).substr(12); });

// ---- properties
// ----------------------------------------------------------------------------------

RC_GTEST_PROP(MappedXattr, DecodesWhatItEncoded, ()) {
    const GuestView view = *tests::any_view();

    const Decoded decoded = decode_mapped_xattr(facts_of(encode_mapped_xattr(view, kPolicy)));

    RC_ASSERT(decoded.view == view);
    RC_ASSERT((decoded.uid_stored && decoded.gid_stored && decoded.mode_stored));
    RC_ASSERT(decoded.oddities.empty());
}

RC_GTEST_PROP(MappedXattr, TakesAnyMetadata, ()) {
    Facts facts = facts_of(*tests::any_state());
    const auto name =
        *rc::gen::element<std::string>("user.virtfs.uid", "user.virtfs.mode", "user.virtfs.rdev",
                                       "user.virtfs.system.posix_acl_default");
    facts.state.attributes.set(name, *tests::any_bytes(40));

    const GuestView view = decode_mapped_xattr(facts).view;

    RC_ASSERT(view.mode <= 07777U);
    RC_ASSERT((view.kind == Kind::directory) == (facts.state.kind == Kind::directory));
    RC_ASSERT((view.rdev == 0 || is_device(view.kind)));
}

} // namespace
} // namespace permap::codec
