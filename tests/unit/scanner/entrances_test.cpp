// SPDX-License-Identifier: Apache-2.0
// Which mounts lead into a tree; what the kernel makes of them is tested by whole commands
// (tests/cli/scan/reached_elsewhere.sh).
#include "scanner/entrances.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The tree is /srv/tree, on a file system that is mounted on /srv.
std::vector<std::string> ways_with(const std::string& other) {
    const std::vector<Mount> mounts = parse_mounts("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
                                                   "2 1 8:2 / /srv rw - ext4 /dev/sda2 rw\n" +
                                                   other);
    std::vector<std::string> ways;
    for (const WayIn& way : find_ways_in(mounts, mounts[1], {"8:2", "/tree"})) {
        ways.push_back(way.mount->point + (way.root.empty() ? " part" : " " + way.root) +
                       (way.layer.empty() ? "" : " of " + way.layer));
    }
    return ways;
}

TEST(WaysIn, AreMountsThatShowTheRootOrSomethingInIt) {
    EXPECT_THAT(ways_with("3 1 8:2 / /all rw - ext4 /dev/sda2 rw"), ElementsAre("/all /all/tree"));
    EXPECT_THAT(ways_with("3 1 8:2 /tree /own rw - ext4 /dev/sda2 rw"), ElementsAre("/own /own"));
    EXPECT_THAT(ways_with("3 1 8:2 /tree/a/b /in rw - ext4 /dev/sda2 rw"), ElementsAre("/in part"));
}

TEST(WaysIn, AreNotMountsOfOtherPlaces) {
    EXPECT_THAT(ways_with(""), IsEmpty());
    EXPECT_THAT(ways_with("3 1 8:2 /tree2 /b rw - ext4 /dev/sda2 rw\n"
                          "4 1 8:2 /tre /c rw - ext4 /dev/sda2 rw\n"
                          "5 1 8:3 /tree /d rw - ext4 /dev/sda3 rw"),
                IsEmpty());
}

TEST(WaysIn, AreOverlaysWithALayerInTheTreeOrAroundIt) {
    const std::string overlay = "3 1 0:50 / /merged rw - overlay overlay rw,";
    EXPECT_THAT(ways_with(overlay + "lowerdir=/srv/tree/low:/opt/x,upperdir=/up,workdir=/w"),
                ElementsAre("/merged part of /srv/tree/low"));
    EXPECT_THAT(ways_with(overlay + "lowerdir+=/opt/x,lowerdir+=/srv"),
                ElementsAre("/merged /merged/tree of /srv"));
    EXPECT_THAT(ways_with(overlay + "lowerdir=/opt/x,upperdir=/srv/tree,workdir=/srv/w"),
                ElementsAre("/merged /merged of /srv/tree"));
    EXPECT_THAT(ways_with(overlay + "lowerdir=low,upperdir=/opt/u,workdir=/srv/tree"), IsEmpty());
}

/// Two ways, and what is left of what stops others.
struct EitherCase {
    const char* name;
    Reach own;
    Reach other;
    bool host;
    bool guest;
    const char* blocked_by; ///< null: nothing
    const char* through;    ///< null: its own path
    std::optional<codec::HostUid> only;
};

Reach blocked(const char* where, std::optional<codec::HostUid> only = {}) {
    return {.host = false,
            .guest = true,
            .blocked_by = std::make_shared<const std::string>(where),
            .only = only};
}

Reach elsewhere(bool host, bool guest, std::optional<codec::HostUid> only = {}) {
    return {.host = host,
            .guest = guest,
            .through = std::make_shared<const std::string>("/open"),
            .only = only};
}

class EitherWay : public testing::TestWithParam<EitherCase> {};

TEST_P(EitherWay, LetsInWhomOneOfThemLetsIn) {
    const EitherCase& row = GetParam();

    const Reach reach = either(row.own, row.other);

    EXPECT_EQ(reach.host, row.host);
    EXPECT_EQ(reach.guest, row.guest);
    EXPECT_EQ(reach.only, row.only);
    EXPECT_EQ(reach.blocked_by ? *reach.blocked_by : "", row.blocked_by ? row.blocked_by : "");
    EXPECT_EQ(reach.through ? *reach.through : "", row.through ? row.through : "");
}

constexpr codec::HostUid kAlice{1000};
constexpr codec::HostUid kBob{1001};

INSTANTIATE_TEST_SUITE_P(
    Table, EitherWay,
    testing::Values(
        EitherCase{"OwnPathIsOpen", {}, elsewhere(true, false), true, true, nullptr, nullptr, {}},
        EitherCase{"OtherIsOpen",
                   blocked("/srv"),
                   elsewhere(true, false),
                   true,
                   true,
                   nullptr,
                   "/open",
                   {}},
        EitherCase{"BothClosed",
                   blocked("/srv"),
                   elsewhere(false, false),
                   false,
                   true,
                   "/srv",
                   nullptr,
                   {}},
        EitherCase{"OneOwner", blocked("/srv", kAlice), elsewhere(false, false, kAlice), false,
                   true, "/srv", nullptr, kAlice},
        EitherCase{"TwoOwners",
                   blocked("/srv", kAlice),
                   elsewhere(false, false, kBob),
                   false,
                   true,
                   "/srv",
                   nullptr,
                   {}},
        EitherCase{"OwnersNoMore",
                   blocked("/srv", kAlice),
                   elsewhere(true, false),
                   true,
                   true,
                   nullptr,
                   "/open",
                   {}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(EitherWay, MayLetInGuestsAlone) {
    Reach own = blocked("private");
    own.guest = false;

    const Reach reach = either(own, elsewhere(false, true));

    EXPECT_FALSE(reach.host);
    EXPECT_TRUE(reach.guest);
}

TEST(EitherWay, IsBlockedAgainBelowIt) {
    const Reach reach = inside(either(blocked("/srv"), elsewhere(true, false)), 0700, kAlice, "a");

    EXPECT_FALSE(reach.host);
    EXPECT_EQ(*reach.blocked_by, "a");
    EXPECT_EQ(reach.only, kAlice);
}

} // namespace
} // namespace permap::scanner
