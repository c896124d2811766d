// SPDX-License-Identifier: Apache-2.0
#include "scanner/access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using codec::AclTag;
using codec::Credentials;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kNoBits = 0xffffffff;
const Credentials kUser = {2000, {2000}};

PathStep step(std::string path, std::uint32_t mode, codec::Kind kind = codec::Kind::directory) {
    return {std::move(path), {.kind = kind, .mode = mode, .uid = 1000, .gid = 100}};
}

PathStep with_acl(std::uint32_t mode, codec::Acl acl) {
    PathStep made = step("/srv", mode);
    made.object.acl = std::move(acl);
    return made;
}

/// u::rwx ENTRY g::GROUP m::MASK o::---, of a file with the mode that goes with it.
PathStep masked(std::uint16_t own, std::uint16_t group, std::uint16_t mask) {
    return with_acl(0700U | std::uint32_t{mask} << 3U, {{AclTag::user_obj, 7, kNoBits},
                                                        {AclTag::user, own, 2000},
                                                        {AclTag::user, 7, 3000},
                                                        {AclTag::group_obj, group, kNoBits},
                                                        {AclTag::mask, mask, kNoBits},
                                                        {AclTag::other, 0, kNoBits}});
}

std::string command_for(const PathStep& object, std::uint32_t wanted,
                        const Credentials& who = kUser) {
    const std::vector<PathStep> path = {object};
    return smallest_command(find_obstacles(path, who, wanted).at(0), who);
}

TEST(Access, NamesEveryDirectoryThatDenies) {
    const std::vector<PathStep> path = {step("/", 0755), step("/srv", 0750), step("/srv/a", 0700),
                                        step("/srv/a/f", 0644, codec::Kind::file)};

    const auto obstacles = find_obstacles(path, kUser, codec::kMayRead);

    ASSERT_THAT(obstacles, SizeIs(2));
    EXPECT_EQ(obstacle_text(obstacles[0], kUser),
              "'/srv' (0750 1000:100) denies search to uid 2000: it is neither owner nor in the "
              "group, and others have ---");
    EXPECT_EQ(obstacles[1].step->path, "/srv/a");
    EXPECT_TRUE(judge_access(path, kUser).read.is_allowed);
}

TEST(Access, IsFreeWhereNothingDenies) {
    const std::vector<PathStep> path = {step("/", 0755), step("/srv", 0711)};

    EXPECT_THAT(find_obstacles(path, kUser, codec::kMayExecute), IsEmpty());
}

TEST(SmallestCommand, IsAnAclForThatUserAlone) {
    EXPECT_EQ(command_for(step("/srv/a b", 0750), codec::kMayExecute),
              "setfacl -m u:2000:x $'/srv/a b'");
}

TEST(SmallestCommand, KeepsWhatTheUserHasAlready) {
    EXPECT_EQ(command_for(step("/srv", 0754), codec::kMayExecute), "setfacl -m u:2000:rx /srv");
}

TEST(SmallestCommand, GivesTheOwnerTheOwnersBit) {
    EXPECT_EQ(command_for(step("/srv", 0077), codec::kMayExecute, {1000, {1}}), "chmod u+x /srv");
}

TEST(SmallestCommand, WidensTheMaskAndNobodyElse) {
    EXPECT_EQ(command_for(masked(5, 4, 4), codec::kMayExecute),
              "setfacl -m u:2000:rx,u:3000:r,m::rx /srv");
}

TEST(SmallestCommand, TakesOutEntriesThatHaveNoEffectBecauseTheMaskIsEmpty) {
    EXPECT_EQ(command_for(masked(5, 4, 0), codec::kMayExecute),
              "setfacl -x u:3000 -m u:2000:x,g::-,m::x /srv");
}

TEST(Obstacle, NamesTheMask) {
    const std::vector<PathStep> path = {masked(5, 4, 4)};

    EXPECT_EQ(decider_text(find_obstacles(path, kUser, codec::kMayExecute).at(0)),
              "the ACL entry user:2000 has r-x, of which the mask r-- leaves r--");
}

} // namespace
} // namespace permap::scanner
