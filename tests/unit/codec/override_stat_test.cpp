// SPDX-License-Identifier: Apache-2.0
#include "codec/describe.hpp"
#include "codec/model.hpp"
#include "tests/support/codec_generators.hpp"

#include <ostream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

using tests::facts_of;

constexpr const char* kName = "user.containers.override_stat";

Facts file_with(std::string_view name, std::string value) {
    Facts facts;
    facts.state.mode = 0600;
    facts.state.uid = HostUid{64055};
    facts.state.gid = HostGid{64056};
    facts.state.attributes.set(name, std::move(value));
    return facts;
}

struct OverrideRow {
    const char* name;
    const char* text;
    Kind kind;
    std::uint32_t mode;
    std::uint32_t uid;
    std::uint32_t gid;
    std::uint64_t rdev = 0;
    bool is_corrupt = false;
};

void PrintTo(const OverrideRow& row, std::ostream* out) {
    *out << row.name;
}

OverrideRow corrupt(const char* name, const char* text) {
    return {name, text, Kind::file, 0600, 64055, 64056, 0, true};
}

class OverrideTable : public testing::TestWithParam<OverrideRow> {};

TEST_P(OverrideTable, IsReadAsItsWritersMeanIt) {
    const OverrideRow& row = GetParam();

    const Decoded decoded = decode_override_stat(file_with(kName, row.text));

    EXPECT_EQ(decoded.view.kind, row.kind);
    EXPECT_EQ(decoded.view.mode, row.mode);
    EXPECT_EQ(decoded.view.uid.value, row.uid);
    EXPECT_EQ(decoded.view.gid.value, row.gid);
    EXPECT_EQ(decoded.view.rdev, row.rdev);
    EXPECT_EQ(decoded.has(Oddity::corrupt_value), row.is_corrupt);
}

INSTANTIATE_TEST_SUITE_P(
    Values, OverrideTable,
    testing::Values(
        OverrideRow{"Containers", "1000:1001:0644:file", Kind::file, 0644, 1000, 1001},
        OverrideRow{"ThreeFields", "1000:1001:04755", Kind::file, 04755, 1000, 1001},
        OverrideRow{"FuseOverlayfs", "-2:7:100755", Kind::file, 0755, 4294967294U, 7},
        OverrideRow{"Libkrun", "0:0:0100644", Kind::file, 0644, 0, 0},
        OverrideRow{"LibkrunUnknown", "x:x:0755", Kind::file, 0755, 64055, 64056},
        OverrideRow{"LibkrunType", "1:2:0010644", Kind::fifo, 0644, 1, 2},
        OverrideRow{"Block", "0:6:0660:block-8-0", Kind::block_device, 0660, 0, 6, makedev(8, 0)},
        OverrideRow{"LaterBlock", "0:6:0660:block-8-0-new", Kind::block_device, 0660, 0, 6,
                    makedev(8, 0)},
        OverrideRow{"Char", "0:0:0666:char-5-1", Kind::char_device, 0666, 0, 0, makedev(5, 1)},
        OverrideRow{"Pipe", "1:2:0600:pipe", Kind::fifo, 0600, 1, 2},
        OverrideRow{"Socket", "1:2:0755:socket", Kind::socket, 0755, 1, 2}, corrupt("Empty", ""),
        corrupt("Word", "hello"), corrupt("TwoFields", "1:2"), corrupt("NotOctal", "1:2:0o644"),
        corrupt("Nine", "1:2:0649"), corrupt("UnknownType", "1:2:0644:door"),
        corrupt("NoNumbers", "1:2:0644:block"), corrupt("ColonDevice", "1:2:0644:block8:0"),
        corrupt("NoSuchType", "1:2:030644")),
    [](const auto& row) { return std::string(row.param.name); });

TEST(DecodeOverrideStat, ReadsTheNamesOfFuseOverlayfs) {
    for (const char* const name :
         {"security.fuseoverlayfs.override_stat", "user.fuseoverlayfs.override_stat"}) {
        EXPECT_EQ(decode_override_stat(file_with(name, "5:6:0644")).view.uid.value, 5U);
        EXPECT_TRUE(owns_override_stat(name));
    }
}

TEST(DecodeOverrideStat, RefusesNamesThatDisagree) {
    Facts facts = file_with(kName, "0:0:0755:file");
    facts.state.attributes.set("user.fuseoverlayfs.override_stat", "0:0:100755");
    EXPECT_FALSE(decode_override_stat(facts).has(Oddity::corrupt_value)) << "they say the same";

    facts.state.attributes.set("user.fuseoverlayfs.override_stat", "1:0:100755");

    EXPECT_TRUE(decode_override_stat(facts).has(Oddity::corrupt_value));
}

TEST(DecodeOverrideStat, SeesContradictionsAndGaps) {
    EXPECT_TRUE(decode_override_stat(file_with(kName, "1:2:0755:dir")).has(Oddity::type_mismatch));
    EXPECT_TRUE(decode_override_stat(file_with(kName, "x:2:0755")).has(Oddity::partial_metadata));
    EXPECT_TRUE(decode_override_stat(Facts{}).has(Oddity::no_metadata));
}

TEST(EncodeOverrideStat, WritesWhatContainersStorageWrites) {
    GuestView view;
    view.mode = 04755;
    view.uid = GuestUid{1000};
    view.gid = GuestGid{1001};
    EXPECT_EQ(*encode_override_stat(view, {}).attributes.find(kName), "1000:1001:4755:file");

    view.kind = Kind::block_device;
    view.mode = 060;
    view.rdev = makedev(8, 1);
    EXPECT_EQ(*encode_override_stat(view, {}).attributes.find(kName), "1000:1001:0060:block-8-1");
}

TEST(EncodeOverrideStat, LeavesLinksReal) {
    GuestView view;
    view.kind = Kind::symlink;
    view.uid = GuestUid{5};
    view.link = "target";

    const DiskState state = encode_override_stat(view, {.uid = HostUid{1}, .gid = HostGid{1}});

    EXPECT_EQ(state.kind, Kind::symlink);
    EXPECT_EQ(state.uid.value, 5U);
}

RC_GTEST_PROP(OverrideStat, DecodesWhatItEncoded, ()) {
    GuestView view = *tests::any_view();
    view.acl_access.clear();
    view.acl_default.clear();

    const DiskState state = encode_override_stat(view, *tests::any_policy());

    RC_ASSERT(decode_override_stat(facts_of(state)).view == view);
}

TEST(DescribeStored, SaysWhatAContainerRuntimeStored) {
    const std::vector<StoredValue> stored = describe_stored(file_with(kName, "x:6:0660:block-8-0"));

    ASSERT_EQ(stored.size(), 1U);
    EXPECT_EQ(stored.front().meaning, "block 8:0, mode 0660, owner the host's:6");
}

} // namespace
} // namespace permap::codec
