// SPDX-License-Identifier: Apache-2.0
#include "scanner/rule.hpp"

#include "codec/little_endian.hpp"
#include "codec/metadata_file.hpp"
#include "codec/posix_acl.hpp"
#include "tests/unit/scanner/rule_case.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace permap::scanner {
namespace {

using codec::Acl;
using codec::AclTag;
using codec::Kind;
using codec::kNoId;
using codec::put_le32;

class RuleTable : public testing::TestWithParam<RuleCase> {};

TEST_P(RuleTable, FiresWithTheRightSeverity) {
    EXPECT_EQ(severity_from(GetParam()), GetParam().expected);
}

constexpr const char* kFile = "world-writable-file";
constexpr const char* kProgram = "world-writable-executable";
constexpr const char* kDirectory = "world-writable-directory";
constexpr const char* kStickyDirectory = "world-writable-sticky";

INSTANTIATE_TEST_SUITE_P(
    WorldWritable, RuleTable,
    testing::Values(
        RuleCase{"FileReachable", kFile, file(0666).reached_by(true, true), Severity::high},
        RuleCase{"FileGuestOnly", kFile, file(0666).reached_by(false, true), Severity::high},
        RuleCase{"FileUnreachable", kFile, file(0666).reached_by(false, false), Severity::low},
        RuleCase{"FileGuestOfMapped", kFile, file(0666).mapped().reached_by(false, true),
                 Severity::low},
        RuleCase{"FileHostOfMapped", kFile, file(0666).mapped().reached_by(true, true),
                 Severity::high},
        RuleCase{"FileClosed", kFile, file(0664), kNone},
        RuleCase{"FileInsteadExecutable", kFile, file(0777), kNone},
        RuleCase{"FileNotSymlink", kFile, Sample().kind(Kind::symlink).mode(0777), kNone},
        RuleCase{"FileNotFifo", kFile, Sample().kind(Kind::fifo).mode(0666), kNone},
        RuleCase{"ProgramReachable", kProgram, file(0777), Severity::critical},
        RuleCase{"ProgramGroupX", kProgram, file(0676), Severity::critical},
        RuleCase{"ProgramSetuidWithoutX", kProgram, file(04666), Severity::critical},
        RuleCase{"ProgramSetgidWithoutX", kProgram, file(02666), Severity::critical},
        RuleCase{"ProgramUnreachable", kProgram, file(0777).reached_by(false, false),
                 Severity::medium},
        RuleCase{"ProgramClosed", kProgram, file(0775), kNone},
        RuleCase{"ProgramNotSymlink", kProgram, Sample().kind(Kind::symlink).mode(0777), kNone},
        RuleCase{"DirectoryReachable", kDirectory, directory(0777), Severity::high},
        RuleCase{"DirectoryUnreachable", kDirectory, directory(0777).reached_by(false, false),
                 Severity::low},
        RuleCase{"DirectoryWithoutSearch", kDirectory, directory(0772), Severity::low},
        RuleCase{"DirectorySticky", kDirectory, directory(01777), kNone},
        RuleCase{"DirectoryClosed", kDirectory, directory(0775), kNone},
        RuleCase{"StickyOfUser", kStickyDirectory, directory(01777), Severity::medium},
        RuleCase{"StickyOfRoot", kStickyDirectory, directory(01777).owner(0, 0), kNone},
        RuleCase{"StickyOfQemu", kStickyDirectory, directory(01777).mapped().owner(64055, 1),
                 kNone},
        RuleCase{"StickyNot", kStickyDirectory, directory(0777), kNone}),
    name_of);

Acl acl_with(codec::AclEntry named, std::uint16_t mask, std::uint16_t other) {
    Acl acl = {{AclTag::user_obj, 7, kNoId},
               {AclTag::group_obj, 5, kNoId},
               {AclTag::mask, mask, kNoId},
               {AclTag::other, other, kNoId}};
    acl.insert(acl.begin() + (named.tag == AclTag::user ? 1 : 2), named);
    return acl;
}

Sample with_acl(std::string_view name, const Acl& acl) {
    return directory(0770).attribute(name, codec::serialize_acl(acl));
}

constexpr const char* kWidens = "acl-widens-access";
constexpr const char* kLeaks = "acl-default-leaks";

INSTANTIATE_TEST_SUITE_P(
    Acl, RuleTable,
    testing::Values(
        RuleCase{"NamedUser", kWidens,
                 with_acl(codec::kAclAccess, acl_with({AclTag::user, 7, 1001}, 7, 0)),
                 Severity::medium},
        RuleCase{"NamedGroup", kWidens,
                 with_acl(codec::kAclAccess, acl_with({AclTag::group, 4, 50}, 7, 0)),
                 Severity::medium},
        RuleCase{"CutByMask", kWidens,
                 with_acl(codec::kAclAccess, acl_with({AclTag::user, 7, 1001}, 1, 0)), kNone},
        RuleCase{"EverybodyHasIt", kWidens,
                 with_acl(codec::kAclAccess, acl_with({AclTag::user, 5, 1001}, 7, 5)), kNone},
        RuleCase{"TheQemuUser", kWidens,
                 with_acl(codec::kAclAccess, acl_with({AclTag::user, 7, 64055}, 7, 0)).mapped(),
                 kNone},
        RuleCase{"Malformed", kWidens, directory(0770).attribute(codec::kAclAccess, "?"), kNone},
        RuleCase{"DefaultForOthers", kLeaks,
                 with_acl(codec::kAclDefault, acl_with({AclTag::user, 7, 1001}, 7, 7)),
                 Severity::medium},
        RuleCase{"DefaultReadOnly", kLeaks,
                 with_acl(codec::kAclDefault, acl_with({AclTag::user, 7, 1001}, 7, 5)), kNone},
        RuleCase{"NoDefault", kLeaks, directory(0770), kNone}),
    name_of);

TEST(AclWidensAccess, NamesAFewAndCountsTheRest) {
    Acl acl = {{AclTag::user_obj, 7, kNoId}};
    for (std::uint32_t id = 1001; id <= 1010; ++id) {
        acl.push_back({AclTag::user, 6, id});
    }
    acl.insert(
        acl.end(),
        {{AclTag::group_obj, 0, kNoId}, {AclTag::mask, 7, kNoId}, {AclTag::other, 0, kNoId}});
    const Checked checked = check(with_acl(codec::kAclAccess, acl));

    const auto at = std::ranges::find(checked.hits, find_rule(kWidens), &RuleHit::rule);
    ASSERT_NE(at, checked.hits.end());
    EXPECT_EQ(at->hit.evidence[0].second,
              "user:1001:rw-, user:1002:rw-, user:1003:rw-, user:1004:rw-, user:1005:rw-, "
              "user:1006:rw-, user:1007:rw-, user:1008:rw-, and 2 more");
}

INSTANTIATE_TEST_SUITE_P(
    Privileges, RuleTable,
    testing::Values(
        RuleCase{"SetuidRoot", "setuid-file", file(04755).owner(0, 0), Severity::critical},
        RuleCase{"SetuidUser", "setuid-file", file(04755), Severity::high},
        RuleCase{"SetuidRootOnMapped", "setuid-file", file(04755).owner(0, 0).mapped(),
                 Severity::high},
        RuleCase{"SetuidNot", "setuid-file", file(02755), kNone},
        RuleCase{"SetgidRoot", "setgid-file", file(02755).owner(5, 0), Severity::critical},
        RuleCase{"SetgidUser", "setgid-file", file(02755), Severity::high},
        RuleCase{"SetgidDirectory", "setgid-file", directory(02775), kNone},
        RuleCase{"Capability", "file-capability", file(0755).attribute(codec::kCapability, "\1"),
                 Severity::high},
        RuleCase{"NoCapability", "file-capability", file(0755), kNone},
        RuleCase{"Device", "device-node", Sample().kind(Kind::block_device), Severity::high},
        RuleCase{"Fifo", "device-node", Sample().kind(Kind::fifo), kNone},
        RuleCase{"Immutable", "immutable", file(0600).flags(STATX_ATTR_IMMUTABLE), Severity::high},
        RuleCase{"Append", "immutable", file(0600).flags(STATX_ATTR_APPEND), Severity::high},
        RuleCase{"OtherFlag", "immutable", file(0600).flags(STATX_ATTR_COMPRESSED), kNone}),
    name_of);

constexpr std::string_view kUid = "user.virtfs.uid";
constexpr std::string_view kGid = "user.virtfs.gid";
constexpr std::string_view kMode = "user.virtfs.mode";

/// What QEMU leaves for a guest's private file.
Sample stand_in(std::uint32_t guest_mode) {
    return Sample()
        .mapped()
        .kind(Kind::file)
        .mode(0600)
        .owner(64055, 64055)
        .attribute(kUid, put_le32(1000))
        .attribute(kGid, put_le32(1000))
        .attribute(kMode, put_le32(guest_mode));
}

Sample bare(Kind kind, std::uint32_t mode) {
    return Sample().mapped().kind(kind).mode(mode).owner(64055, 64055);
}

INSTANTIATE_TEST_SUITE_P(
    Mapped, RuleTable,
    testing::Values(
        RuleCase{"Missing", "mapped-missing", bare(Kind::file, 0600), Severity::medium},
        RuleCase{"MissingOnRoot", "mapped-missing", bare(Kind::directory, 0700).root(), kNone},
        RuleCase{"MissingNot", "mapped-missing", stand_in(S_IFREG | 0644), kNone},
        RuleCase{"MissingInPassthrough", "mapped-missing", file(0644), kNone},
        RuleCase{"Partial", "mapped-partial", bare(Kind::file, 0600).attribute(kUid, put_le32(0)),
                 Severity::low},
        RuleCase{"PartialNot", "mapped-partial", stand_in(S_IFREG | 0644), kNone},
        RuleCase{"ShortUid", "mapped-corrupt", stand_in(S_IFREG | 0644).attribute(kUid, "\1"),
                 Severity::high},
        RuleCase{"NoType", "mapped-corrupt", stand_in(0644), Severity::high},
        RuleCase{
            "BadAcl", "mapped-corrupt",
            stand_in(S_IFREG | 0644).attribute("user.virtfs.system.posix_acl_access", "garbage"),
            Severity::high},
        RuleCase{"NoId", "mapped-corrupt",
                 stand_in(S_IFREG | 0644).attribute(kUid, put_le32(0xffffffff)), Severity::high},
        RuleCase{"Sound", "mapped-corrupt", stand_in(S_IFREG | 0644), kNone},
        RuleCase{"FileAsDirectory", "mapped-type-mismatch", stand_in(S_IFDIR | 0755),
                 Severity::high},
        RuleCase{"FileAsSymlink", "mapped-type-mismatch", stand_in(S_IFLNK | 0777), kNone},
        RuleCase{"SymlinkBefore11", "native-symlink", bare(Kind::symlink, 0777), Severity::high},
        RuleCase{"SymlinkUnknownQemu", "native-symlink", bare(Kind::symlink, 0777).mapped(0),
                 Severity::high},
        RuleCase{"SymlinkFrom11", "native-symlink", bare(Kind::symlink, 0777).mapped(11),
                 Severity::low},
        RuleCase{"SymlinkInPassthrough", "native-symlink", Sample().kind(Kind::symlink), kNone},
        RuleCase{"Socket", "native-special", bare(Kind::socket, 0755), Severity::medium},
        RuleCase{"SocketInPassthrough", "native-special", Sample().kind(Kind::socket), kNone}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    HostPolicy, RuleTable,
    testing::Values(
        RuleCase{"OtherOwner", "host-owner", stand_in(S_IFREG | 0644).owner(1000, 64055),
                 Severity::high},
        RuleCase{"RightOwner", "host-owner", stand_in(S_IFREG | 0644), kNone},
        RuleCase{"SymlinkOwner", "host-owner", bare(Kind::symlink, 0777).owner(1000, 1000), kNone},
        RuleCase{"OwnerInPassthrough", "host-owner", file(0644), kNone},
        RuleCase{"WiderFile", "host-mode", stand_in(S_IFREG | 0644).mode(0640), Severity::high},
        RuleCase{"OwnerBitsOnly", "host-mode", stand_in(S_IFREG | 0644).mode(0700), kNone},
        RuleCase{"RightMode", "host-mode", stand_in(S_IFREG | 0644), kNone},
        RuleCase{"WiderDirectory", "host-mode", bare(Kind::directory, 0701), Severity::high},
        RuleCase{"ModeOfSymlink", "host-mode", bare(Kind::symlink, 0777), kNone},
        RuleCase{"ModeInPassthrough", "host-mode", file(0644), kNone}),
    name_of);

constexpr const char* kPlanted = "planted-metadata";

INSTANTIATE_TEST_SUITE_P(
    Planted, RuleTable,
    testing::Values(
        RuleCase{"Root", kPlanted, file(0644).attribute(kUid, put_le32(0)), Severity::critical},
        RuleCase{"Setuid", kPlanted, file(0644).attribute(kMode, put_le32(S_IFREG | 04755)),
                 Severity::critical},
        RuleCase{"Device", kPlanted,
                 file(0644)
                     .attribute(kMode, put_le32(S_IFBLK | 0666))
                     .attribute("user.virtfs.rdev", codec::put_le64(makedev(8, 0))),
                 Severity::critical},
        RuleCase{"User", kPlanted, file(0644).attribute(kUid, put_le32(1000)), Severity::high},
        RuleCase{"HostRootDoesNotCount", kPlanted,
                 file(04755).owner(0, 0).attribute(kGid, put_le32(7)), Severity::high},
        RuleCase{"Damaged", kPlanted, file(0644).attribute(kUid, "\1"), Severity::high},
        RuleCase{"UnknownName", kPlanted, file(0644).attribute("user.virtfs.new", "1"),
                 Severity::high},
        RuleCase{"MetadataDirectory", kPlanted, directory(0700).named(".virtfs_metadata"),
                 Severity::high},
        RuleCase{"MetadataRootFile", kPlanted, file(0600).named(".virtfs_metadata_root"),
                 Severity::high},
        RuleCase{"MetadataOfRoot", kPlanted,
                 file(0644).in(".virtfs_metadata").beginning_with("virtfs.uid=0\n"),
                 Severity::critical},
        RuleCase{"MetadataOfSetuid", kPlanted,
                 file(0644).in(".virtfs_metadata").beginning_with("virtfs.mode=35309\n"),
                 Severity::critical},
        RuleCase{"MetadataOfDevice", kPlanted,
                 file(0600).named(".virtfs_metadata_root").beginning_with("virtfs.mode=25016\n"),
                 Severity::critical},
        RuleCase{"MetadataOfUser", kPlanted,
                 file(0644).in(".virtfs_metadata").beginning_with("virtfs.uid=1000\n"), kNone},
        RuleCase{"SameTextElsewhere", kPlanted, file(0644).in("d").beginning_with("virtfs.uid=0\n"),
                 kNone},
        RuleCase{
            "MetadataInMappedTree", kPlanted,
            file(0644).in(".virtfs_metadata").beginning_with("virtfs.uid=0\n").as("mapped-file"),
            kNone},
        RuleCase{"SimilarName", kPlanted, file(0600).named(".virtfs_metadata2"), kNone},
        RuleCase{"Nothing", kPlanted, file(0644), kNone},
        RuleCase{"MappedTree", kPlanted, stand_in(S_IFREG | 04755), kNone},
        RuleCase{"MappedFile", kPlanted, file(0644).attribute(kUid, put_le32(0)).as("mapped-file"),
                 Severity::critical},
        RuleCase{"FakeSuper", kPlanted, file(0644).attribute(kUid, put_le32(1000)).as("fake-super"),
                 Severity::high},
        RuleCase{"OverrideStat", kPlanted,
                 file(0644).attribute(kUid, put_le32(1000)).as("override-stat"), Severity::high},
        RuleCase{"NameInFakeSuper", kPlanted,
                 directory(0700).named(".virtfs_metadata").as("fake-super"), Severity::high},
        RuleCase{"BothCodecs", kPlanted,
                 file(0644)
                     .attribute(kUid, put_le32(0))
                     .attribute(codec::kMetadataFile, "virtfs.uid=0\n")
                     .as("mapped-file"),
                 kNone}),
    name_of);

TEST(Rules, HaveUniqueIdsAndTexts) {
    std::set<std::string_view> ids;
    for (const Rule& rule : rules()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_FALSE(rule.title.empty() || rule.severity_text.empty()) << rule.id;
        EXPECT_FALSE(rule.why.empty() || rule.fix.empty()) << rule.id;
        EXPECT_NE(rule.message, nullptr) << rule.id;
        EXPECT_EQ(find_rule(rule.id), &rule);
    }
    EXPECT_EQ(find_rule("nonsense"), nullptr);
}

TEST(CheckEntry, IsSilentAndAllocatesNothingForASoundFile) {
    const Checked checked = check(file(0644));

    EXPECT_THAT(checked.hits, testing::IsEmpty());
    EXPECT_EQ(checked.hits.capacity(), 0U);
}

TEST(CheckEntry, PutsTheMostSevereFirst) {
    const Checked checked = check(file(04777).owner(0, 0).reached_by(false, false));

    ASSERT_EQ(checked.findings.size(), 2U);
    EXPECT_EQ(checked.findings[0].rule->id, "setuid-file");
    EXPECT_TRUE(checked.findings[0].is_primary);
    EXPECT_EQ(checked.findings[1].rule->id, "world-writable-executable");
    EXPECT_FALSE(checked.findings[1].is_primary);
}

TEST(MakeFinding, SaysWhoReachesItAndWhatBlocks) {
    const Checked checked = check(file(0666).reached_by(false, true));

    const Finding& finding = checked.findings.at(0);
    EXPECT_EQ(finding.reachable, Reachable::guest);
    EXPECT_EQ(finding.blocked_by, "srv/private");
    EXPECT_EQ(finding.rule->message(finding),
              "mode 0666: any user can change the contents; guest users can reach it, "
              "'srv/private' stops host users");
}

TEST(MakeFinding, KeepsReachOutWhereItWasNotAsked) {
    const Checked checked = check(directory(01777).reached_by(false, false));

    const Finding& finding = checked.findings.at(0);
    EXPECT_EQ(finding.reachable, Reachable::not_asked);
    EXPECT_EQ(finding.blocked_by, "");
    EXPECT_EQ(to_text(finding.reachable), nullptr);
}

TEST(PlantedMetadata, SaysWhatItClaims) {
    const Checked checked =
        check(file(0644).attribute(kUid, put_le32(0)).attribute(kMode, put_le32(S_IFREG | 04755)));

    const Finding& finding = checked.findings.at(0);
    EXPECT_EQ(finding.rule->message(finding),
              "carries metadata that would become the truth in a mapped tree: uid 0, mode 0104755, "
              "kind file");
}

} // namespace
} // namespace permap::scanner
