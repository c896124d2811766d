// SPDX-License-Identifier: Apache-2.0
// What the report writes of an entry is what the baseline reads.
#include "scanner/baseline/entry_record.hpp"

#include "codec/posix_acl.hpp"

#include <string>

#include <gmock/gmock.h>

namespace permap::scanner {
namespace {

using codec::ManifestEntry;
using codec::ManifestField;
using testing::HasSubstr;

constexpr const char* kHeader =
    R"({"type":"header","schema":1,"command":"snapshot","model":"none","view":"host"})";

base::Result<std::optional<ManifestEntry>> parse_record(const std::string& line) {
    SnapshotParser parser;
    EXPECT_TRUE(parser.parse(kHeader));
    return parser.parse(line);
}

TEST(SnapshotParser, ReadsAnEntry) {
    const auto entry =
        parse_record(R"({"type":"entry","path":"a?","path_b64":"Yf8=","kind":"block",)"
                     R"("mode":"0640","uid":1,"gid":4294967294,"rdev":"8:300","nlink":2,)"
                     R"("acl":"user::rw-,user:5:r--,group::r--,mask::r--,other::---",)"
                     R"("capability":"01ff","inode":77,"birth":"5.000000007"})");

    ASSERT_TRUE(entry && *entry);
    EXPECT_EQ((*entry)->path, "a\xff");
    EXPECT_EQ((*entry)->kind, codec::Kind::block_device);
    EXPECT_EQ((*entry)->mode, 0640U);
    EXPECT_EQ((*entry)->gid, 4294967294U);
    EXPECT_EQ((*entry)->capability, "\x01\xff");
    EXPECT_EQ((*entry)->identity, (codec::Identity{77, {5, 7}}));
    EXPECT_EQ(codec::to_text(codec::parse_acl((*entry)->acl).value()),
              "user::rw-,user:5:r--,group::r--,mask::r--,other::---");
    EXPECT_TRUE((*entry)->known.has(ManifestField::acls));
}

TEST(SnapshotParser, KnowsHeaderAndEnd) {
    SnapshotParser parser;
    EXPECT_TRUE(parser.parse(kHeader));
    EXPECT_TRUE(parser.parse(R"({"type":"summary","entries":7,"problems":3,"status":130})"));
    EXPECT_FALSE(parser.entries_in_summary());
    EXPECT_TRUE(parser.parse(R"({"type":"summary","entries":7,"problems":3})"));

    EXPECT_EQ(parser.entries_in_summary(), 7U);
    EXPECT_EQ(parser.baseline().model, "none");
    EXPECT_EQ(parser.baseline().view, "host");
    EXPECT_EQ(parser.baseline().problems, 3U);
}

TEST(SnapshotParser, RefusesReportsAndOtherVersions) {
    EXPECT_THAT(
        base::to_text(
            SnapshotParser().parse(R"({"type":"header","schema":1,"command":"scan"})").error()),
        HasSubstr("no snapshot"));
    EXPECT_THAT(
        base::to_text(
            SnapshotParser().parse(R"({"type":"header","schema":2,"command":"snapshot"})").error()),
        HasSubstr("another version"));
    EXPECT_FALSE(SnapshotParser().parse(R"({"type":"entry"})")) << "no header";
}

class BadRecord : public testing::TestWithParam<const char*> {};

TEST_P(BadRecord, IsAnError) {
    EXPECT_FALSE(parse_record(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    SnapshotParser, BadRecord,
    testing::Values(
        "", "[]", "{", R"({"type":"entry","kind":"file","mode":"0644","uid":1,"gid":1})",
        R"({"type":"entry","path":"","kind":"file","mode":"0644","uid":1,"gid":1})",
        R"({"type":"entry","path":"a","kind":"door","mode":"0644","uid":1,"gid":1})",
        R"({"type":"entry","path":"a","kind":"file","mode":"0999","uid":1,"gid":1})",
        R"({"type":"entry","path":"a","kind":"file","mode":"0644","uid":-1,"gid":1})",
        R"({"type":"entry","path":"a","kind":"file","mode":"0644","uid":"1","gid":1})",
        R"({"type":"entry","path":"a","kind":"file","mode":"0644","uid":1,"gid":1,"acl":"x"})",
        R"({"type":"entry","path":"a","kind":"file","mode":"0644","uid":1,"gid":1,"capability":"0"})",
        R"({"type":"entry","path_b64":"!","kind":"file","mode":"0644","uid":1,"gid":1})",
        R"({"type":"entry","path":"a","kind":"char","mode":"0644","uid":1,"gid":1,"rdev":"8"})",
        R"({"type":"entry","path":"a","kind":"file","mode":"0644","uid":1,"gid":1,"birth":"5.7"})"));

} // namespace
} // namespace permap::scanner
