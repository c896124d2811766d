// SPDX-License-Identifier: Apache-2.0
// Rules forgeable-guest-root and sticky-not-owner: who on the host may write what counts in the
// guest.
#include "codec/little_endian.hpp"
#include "codec/metadata_file.hpp"
#include "codec/posix_acl.hpp"
#include "tests/unit/scanner/rule_case.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

using codec::AclTag;
using codec::Kind;
using codec::put_le32;

constexpr const char* kForgeable = "forgeable-guest-root";
constexpr auto kCritical = Severity::critical;
constexpr std::uint32_t kQemu = 64055;
constexpr codec::HostUid kStranger = {1000};

class Forgeable : public testing::TestWithParam<RuleCase> {};

TEST_P(Forgeable, IsToldFromWhatIsSafe) {
    EXPECT_EQ(severity_from(GetParam()), GetParam().expected);
}

/// Of the QEMU user on the host; the guest sees this owner and mode.
Sample seen_as(std::uint32_t uid, std::uint32_t guest_mode) {
    return Sample()
        .mapped()
        .kind(S_ISDIR(guest_mode) ? Kind::directory : Kind::file)
        .mode(S_ISDIR(guest_mode) ? 0700 : 0600)
        .owner(kQemu, kQemu)
        .attribute("user.virtfs.uid", put_le32(uid))
        .attribute("user.virtfs.gid", put_le32(uid))
        .attribute("user.virtfs.mode", put_le32(guest_mode));
}

Sample roots_file() {
    return seen_as(0, S_IFREG | 0644);
}

Sample roots_directory() {
    return seen_as(0, S_IFDIR | 0755);
}

/// Below a directory that lets in this user alone.
Sample below_closed(Sample sample, codec::HostUid only) {
    sample.reached_by(false, false).reach.only = only;
    return sample;
}

Sample with_acl(Sample sample, codec::AclEntry named, std::uint16_t mask) {
    const codec::Acl acl = {{AclTag::user_obj, 6, codec::kNoId},
                            named,
                            {AclTag::group_obj, 0, codec::kNoId},
                            {AclTag::mask, mask, codec::kNoId},
                            {AclTag::other, 0, codec::kNoId}};
    return sample.mode(0600U | mask * 8U).attribute(codec::kAclAccess, codec::serialize_acl(acl));
}

INSTANTIATE_TEST_SUITE_P(
    WhoWrites, Forgeable,
    testing::Values(
        RuleCase{"Nobody", kForgeable, roots_file(), kNone},
        RuleCase{"AnyUser", kForgeable, roots_file().mode(0602), kCritical},
        RuleCase{"AnyUserOutOfReach", kForgeable, roots_file().mode(0602).reached_by(false, true),
                 kNone},
        RuleCase{"ReadersOnly", kForgeable, roots_file().mode(0644), kNone},
        RuleCase{"Owner", kForgeable, roots_file().owner(1000, kQemu), kCritical},
        RuleCase{"OwnerReadOnly", kForgeable, roots_file().owner(1000, kQemu).mode(0400),
                 kCritical},
        RuleCase{"RootOfTheHost", kForgeable, roots_file().owner(0, 0), kNone},
        RuleCase{"Group", kForgeable, roots_file().owner(kQemu, 50).mode(0660), kCritical},
        RuleCase{"GroupOfQemu", kForgeable, roots_file().mode(0660), kNone},
        RuleCase{"GroupThatReads", kForgeable, roots_file().owner(kQemu, 50).mode(0640), kNone},
        RuleCase{"GroupCutByItsAclEntry", kForgeable,
                 with_acl(roots_file().owner(kQemu, 50), {AclTag::user, 4, 1001}, 6), kNone},
        RuleCase{"AclUser", kForgeable, with_acl(roots_file(), {AclTag::user, 6, 1001}, 6),
                 kCritical},
        RuleCase{"AclCutByMask", kForgeable, with_acl(roots_file(), {AclTag::user, 6, 1001}, 4),
                 kNone},
        RuleCase{"AclOfQemu", kForgeable,
                 with_acl(roots_file().owner(0, 0), {AclTag::user, 6, kQemu}, 6), kNone}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    OnTheWay, Forgeable,
    testing::Values(RuleCase{"ClosedByQemu", kForgeable,
                             below_closed(roots_file().owner(1000, 50).mode(0660), {kQemu}), kNone},
                    RuleCase{"ClosedByRoot", kForgeable,
                             below_closed(roots_file().owner(1000, 50), {0}), kNone},
                    RuleCase{"ClosedByTheStranger", kForgeable,
                             below_closed(roots_file().owner(1000, 50), kStranger), kCritical},
                    RuleCase{"AGroupComesIn", kForgeable,
                             roots_file().owner(kQemu, 50).mode(0660).reached_by(false, true),
                             kCritical}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    WhatTheGuestSees, Forgeable,
    testing::Values(
        RuleCase{"Setuid", kForgeable, seen_as(1000, S_IFREG | 04755).mode(0602), kCritical},
        RuleCase{"UsersFile", kForgeable, seen_as(1000, S_IFREG | 0644).mode(0602), kNone},
        RuleCase{"UsersDirectoryWithThatBit", kForgeable, seen_as(1000, S_IFDIR | 04755).mode(0702),
                 kNone},
        RuleCase{"RootsLink", kForgeable, seen_as(0, S_IFLNK | 0777).mode(0602), kCritical},
        RuleCase{"RootsDirectory", kForgeable, roots_directory().mode(0702), kCritical},
        RuleCase{"RootsStickyDirectory", kForgeable, roots_directory().mode(01702), kNone},
        RuleCase{"StickyOfAStranger", kForgeable, roots_directory().mode(01700).owner(1000, 1000),
                 kCritical},
        RuleCase{"Passthrough", kForgeable, file(0666).owner(0, 0), kNone}),
    name_of);

Sample in_files(Kind kind, const codec::MetadataObject& metadata) {
    Sample sample = Sample().mapped().kind(kind).mode(0600).owner(kQemu, kQemu);
    sample.share.model = codec::find_model("mapped-file");
    return sample.attribute(codec::kMetadataFile, codec::pack(metadata));
}

codec::MetadataObject roots_metadata(std::uint32_t mode, std::uint32_t uid) {
    return {.mode = mode,
            .uid = codec::HostUid{uid},
            .gid = codec::HostGid{kQemu},
            .text = "virtfs.uid=0\nvirtfs.gid=0\n"};
}

INSTANTIATE_TEST_SUITE_P(
    MetadataFiles, Forgeable,
    testing::Values(
        RuleCase{"Private", kForgeable, in_files(Kind::file, roots_metadata(0600, kQemu)), kNone},
        RuleCase{"AnyUser", kForgeable, in_files(Kind::file, roots_metadata(0602, kQemu)),
                 kCritical},
        RuleCase{"Owner", kForgeable, in_files(Kind::file, roots_metadata(0600, 1000)), kCritical},
        RuleCase{"OfADirectory", kForgeable, in_files(Kind::directory, roots_metadata(0602, kQemu)),
                 kCritical},
        RuleCase{"DirectoryItself", kForgeable,
                 in_files(Kind::directory, roots_metadata(0600, kQemu)).mode(0702), kNone}),
    name_of);

constexpr const char* kSticky = "sticky-not-owner";

INSTANTIATE_TEST_SUITE_P(
    Sticky, Forgeable,
    testing::Values(
        RuleCase{"OfAStranger", kSticky, roots_directory().mode(01700).owner(1000, 1000),
                 Severity::medium},
        RuleCase{"OfRoot", kSticky, roots_directory().mode(01777).owner(0, 0), Severity::medium},
        RuleCase{"OfQemu", kSticky, roots_directory().mode(01777), kNone},
        RuleCase{"NotSticky", kSticky, roots_directory().owner(1000, 1000), kNone},
        RuleCase{"File", kSticky, roots_file().mode(01600).owner(1000, 1000), kNone},
        RuleCase{"InFiles", kSticky,
                 in_files(Kind::directory, roots_metadata(0600, kQemu)).mode(01700).owner(0, 0),
                 kNone},
        RuleCase{"Passthrough", kSticky, directory(01777), kNone}),
    name_of);

TEST(ForgeableGuestRoot, SaysWhatItIsAndWhoWritesIt) {
    const Checked checked = check(seen_as(0, S_IFREG | 04755).owner(1000, 50).mode(0660));

    const Finding& finding = checked.findings.at(0);
    EXPECT_EQ(finding.rule->message(finding),
              "the guest sees a setuid program of root, and on the host it can be written by its "
              "owner 1000, group 50");
}

} // namespace
} // namespace permap::scanner
