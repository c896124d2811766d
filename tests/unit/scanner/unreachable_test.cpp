// SPDX-License-Identifier: Apache-2.0
// What the QEMU user is denied: user 64055 with the groups 64055 and 36.
#include "codec/posix_acl.hpp"
#include "scanner/surroundings.hpp"
#include "tests/unit/scanner/rule_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using codec::AclTag;
using codec::Kind;
using codec::kNoId;
using testing::Contains;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr const char* kUnreachable = "share-unreachable";
constexpr std::uint32_t kGroup = 36;

Sample served(Kind kind, std::uint32_t mode) {
    Sample sample = Sample().mapped().kind(kind).mode(mode).owner(1000, 1000);
    sample.share.host_groups = {64055, kGroup};
    return sample;
}

Sample with_acl(std::uint16_t permissions, std::uint16_t mask) {
    const codec::Acl acl = {{AclTag::user_obj, 6, kNoId},
                            {AclTag::user, permissions, 64055},
                            {AclTag::group_obj, 0, kNoId},
                            {AclTag::mask, mask, kNoId},
                            {AclTag::other, 0, kNoId}};
    return served(Kind::file, 0600U | static_cast<std::uint32_t>(mask) << 3U)
        .attribute(codec::kAclAccess, codec::serialize_acl(acl));
}

Sample of_user(Sample sample, std::uint32_t uid) {
    sample.share.host_uid = codec::HostUid{uid};
    return sample;
}

Sample of_nobody_known(Sample sample) {
    sample.share.host_uid = std::nullopt;
    return sample;
}

Sample in_passthrough(Sample sample) {
    sample.share.model = codec::find_model("passthrough");
    return sample;
}

class ShareUnreachable : public testing::TestWithParam<RuleCase> {};

TEST_P(ShareUnreachable, FiresWhereTheUserIsDenied) {
    EXPECT_EQ(severity_from(GetParam()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ShareUnreachable,
    testing::Values(
        RuleCase{"Own", kUnreachable, served(Kind::file, 0600).owner(64055, 0), kNone},
        RuleCase{"OwnReadOnly", kUnreachable, served(Kind::file, 0400).owner(64055, 0),
                 Severity::high},
        RuleCase{"OwnBitsGoBeforeOthers", kUnreachable, served(Kind::file, 0466).owner(64055, 0),
                 Severity::high},
        RuleCase{"OfAnother", kUnreachable, served(Kind::file, 0644), Severity::high},
        RuleCase{"ForEverybody", kUnreachable, served(Kind::file, 0666), kNone},
        RuleCase{"OfItsGroup", kUnreachable, served(Kind::file, 0660).owner(1000, kGroup), kNone},
        RuleCase{"OfAnotherGroup", kUnreachable, served(Kind::file, 0660), Severity::high},
        RuleCase{"ByAcl", kUnreachable, with_acl(6, 6), kNone},
        RuleCase{"ByAclCutByItsMask", kUnreachable, with_acl(6, 4), Severity::high},
        RuleCase{"Directory", kUnreachable, served(Kind::directory, 0700).owner(64055, 0), kNone},
        RuleCase{"DirectoryWithoutSearch", kUnreachable,
                 served(Kind::directory, 0600).owner(64055, 0), Severity::high},
        RuleCase{"DirectoryOfAnother", kUnreachable, served(Kind::directory, 0755), Severity::high},
        RuleCase{"TheRootItself", kUnreachable, served(Kind::directory, 0755).root(),
                 Severity::high},
        RuleCase{"Symlink", kUnreachable, served(Kind::symlink, 0777), kNone},
        RuleCase{"Fifo", kUnreachable, served(Kind::fifo, 0600), kNone},
        RuleCase{"Root", kUnreachable, of_user(served(Kind::file, 0000), 0), kNone},
        RuleCase{"UserNotSaid", kUnreachable, of_nobody_known(served(Kind::file, 0600)), kNone},
        RuleCase{"PassthroughUnread", kUnreachable, in_passthrough(served(Kind::file, 0600)),
                 Severity::high},
        RuleCase{"PassthroughReadOnly", kUnreachable, in_passthrough(served(Kind::file, 0444)),
                 kNone},
        RuleCase{"PassthroughClosed", kUnreachable, in_passthrough(served(Kind::directory, 0700)),
                 Severity::high},
        RuleCase{"PassthroughListed", kUnreachable, in_passthrough(served(Kind::directory, 0755)),
                 kNone},
        RuleCase{"PassthroughAsRoot", kUnreachable,
                 of_user(in_passthrough(served(Kind::file, 0600)), 0), kNone}),
    name_of);

TEST(ShareUnreachableMessage, HasTheBitAndTheCommand) {
    const Checked checked = check(served(Kind::file, 0644));

    const auto at = std::ranges::find(checked.findings, kUnreachable,
                                      [](const Finding& finding) { return finding.rule->id; });
    ASSERT_NE(at, checked.findings.end());
    EXPECT_EQ(at->rule->message(*at),
              "uid 64055 may not write it: it is neither owner nor in the group, and others have "
              "r--; setfacl -m u:64055:rw FILE");
}

/// A way of directories to a root with these modes, all of root, and the first of `group`.
std::vector<Hit> hits_on_way(const std::vector<std::uint32_t>& modes, const Share& share,
                             std::uint32_t group = 0) {
    Surroundings around;
    for (const std::uint32_t mode : modes) {
        around.way.push_back({.path = "/" + std::to_string(around.way.size()),
                              .object = {.kind = Kind::directory, .mode = mode, .gid = group}});
    }
    return find_rule(kUnreachable)->check_root(around, share);
}

TEST(ShareUnreachableWay, NamesEachDirectoryThatStopsTheUser) {
    const Share share = served(Kind::file, 0).share;

    const std::vector<Hit> hits = hits_on_way({0755, 0700, 0750, 0000}, share);

    ASSERT_THAT(hits, SizeIs(2)); // not the root: what is in the tree is asked for each entry
    EXPECT_THAT(hits[0].evidence, Contains(Pair("directory", "/1")));
    EXPECT_THAT(hits[0].evidence, Contains(Pair("missing", "search")));
    EXPECT_THAT(hits[1].evidence, Contains(Pair("command", "setfacl -m u:64055:x /2")));
}

TEST(ShareUnreachableWay, IsSilentWhereItIsOpen) {
    const Share share = served(Kind::file, 0).share;

    EXPECT_THAT(hits_on_way({0755, 0711, 0000}, share), IsEmpty());
    EXPECT_THAT(hits_on_way({0750, 0710, 0000}, share, kGroup), IsEmpty());
    EXPECT_THAT(hits_on_way({0700, 0700}, of_user(served(Kind::file, 0), 0).share), IsEmpty());
    EXPECT_THAT(hits_on_way({0700, 0700}, of_nobody_known(served(Kind::file, 0)).share), IsEmpty());
    EXPECT_THAT(hits_on_way({}, share), IsEmpty());
}

} // namespace
} // namespace permap::scanner
