// SPDX-License-Identifier: Apache-2.0
#include "codec/id_map.hpp"
#include "codec/id_map_text.hpp"
#include "codec/little_endian.hpp"
#include "codec/posix_acl.hpp"
#include "tests/support/result_matchers.hpp"

#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace permap::codec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::Succeeds;

/// The maps of texts that are known to be right.
IdMaps maps_of(std::initializer_list<const char*> texts) {
    IdRanges ranges;
    for (const char* const text : texts) {
        EXPECT_THAT(add_range(text, ranges), Succeeds());
    }
    base::Result<IdMaps> maps = ranges.check();
    EXPECT_THAT(maps, Succeeds());
    return maps ? *maps : IdMaps{};
}

TEST(IdMap, MapsInsideItsRangesOnly) {
    const IdMap map = maps_of({"u:1000:5000:10", "u:0:100:1"}).users;

    EXPECT_EQ(map.find(0), 100U);
    EXPECT_EQ(map.find(1), std::nullopt);
    EXPECT_EQ(map.find(999), std::nullopt);
    EXPECT_EQ(map.find(1000), 5000U);
    EXPECT_EQ(map.find(1009), 5009U);
    EXPECT_EQ(map.find(1010), std::nullopt);
}

TEST(IdMap, KeepsUsersAndGroupsApart) {
    const IdMaps maps = maps_of({"u:1:2:1", "g:3:4:1", "b:9:10:1"});

    EXPECT_EQ(maps.users.find(1), 2U);
    EXPECT_EQ(maps.groups.find(1), std::nullopt);
    EXPECT_EQ(maps.groups.find(3), 4U);
    EXPECT_EQ(maps.users.find(9), 10U);
    EXPECT_EQ(maps.groups.find(9), 10U);
}

TEST(IdMap, ReachesTheLastId) {
    EXPECT_EQ(maps_of({"u:4294967294:0:1"}).users.find(4294967294U), 0U);
}

struct BadMap {
    const char* name;
    std::vector<const char*> texts;
    const char* message;
};

void PrintTo(const BadMap& row, std::ostream* out) {
    *out << row.name;
}

class BadMapTable : public testing::TestWithParam<BadMap> {};

TEST_P(BadMapTable, IsRefusedWithItsReason) {
    IdRanges ranges;
    base::Result<void> added;
    for (const char* const text : GetParam().texts) {
        added = added ? add_range(text, ranges) : added;
    }
    const base::Result<IdMaps> maps = ranges.check();

    const base::Error error = !added ? added.error() : maps ? base::Error{} : maps.error();
    EXPECT_THAT(base::to_text(error), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadMapTable,
    testing::Values(BadMap{"Empty", {""}, "not a map"}, BadMap{"NoCount", {"u:1:2"}, "not a map"},
                    BadMap{"FiveParts", {"u:1:2:3:4"}, "not a map"},
                    BadMap{"NoSuchKind", {"x:1:2:3"}, "not a map"},
                    BadMap{"Negative", {"u:-1:2:3"}, "not a map"},
                    BadMap{"Blank", {"u: 1:2:3"}, "not a map"},
                    BadMap{"Huge", {"u:4294967296:0:1"}, "not a map"},
                    BadMap{"NothingInIt", {"u:1:2:0"}, "is empty"},
                    BadMap{"FromBeyond", {"u:4294967290:0:10"}, "goes beyond"},
                    BadMap{"ToBeyond", {"u:0:4294967290:10"}, "goes beyond"},
                    BadMap{"TwoTargets", {"u:0:100:10", "u:5:200:10"}, "would have two targets"},
                    BadMap{"TwoSources", {"u:0:100:10", "b:50:105:10"}, "would become one"},
                    BadMap{"Twice", {"g:0:100:10", "g:0:100:10"}, "overlap"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(IdMap, KnowsWhetherASecondRunWouldShiftAgain) {
    EXPECT_FALSE(maps_of({"u:0:100000:65536"}).users.shifts_twice());
    EXPECT_TRUE(maps_of({"u:1000:2000:5000"}).users.shifts_twice());
    EXPECT_FALSE(maps_of({"u:1000:1000:5000"}).users.shifts_twice());
    EXPECT_TRUE(maps_of({"u:1:2:1", "u:2:1:1"}).users.shifts_twice()) << "exchanged";
}

TEST(IdMap, IsSaidInSentences) {
    EXPECT_THAT(describe(maps_of({"u:1000:100000:3", "g:5:6:1"})),
                ElementsAre("uids 1000 to 1002 become 100000 to 100002", "gid 5 becomes 6"));
}

TEST(MapFile, HasARangeALine) {
    IdRanges ranges;

    ASSERT_THAT(add_map_file("# comment\n\n u:1:2:3 # more\r\ng:4:5:6", ranges), Succeeds());

    EXPECT_THAT(ranges.users, ElementsAre(IdRange{1, 2, 3}));
    EXPECT_THAT(ranges.groups, ElementsAre(IdRange{4, 5, 6}));
}

TEST(MapFile, NamesTheBadLine) {
    IdRanges ranges;

    const base::Result<void> added = add_map_file("u:1:2:3\nnonsense", ranges);

    ASSERT_FALSE(added);
    EXPECT_THAT(base::to_text(added.error()), HasSubstr("line 2"));
}

TEST(MatchNames, FindsTheSameNamesAndJoinsNeighbours) {
    const char* const host = "root:x:0:0::/:/bin/sh\nann:x:1000:1::/:\nbob:x:1001:1::/:\n"
                             "only-here:x:7:7::/:\n+nis\n";
    const char* const guest = "bob:x:501:20::/:\nann:x:500:20::/:\nroot:x:0:0::/:\nann:x:9:9::/:\n";

    const auto ranges = match_names(host, guest);

    ASSERT_THAT(ranges, Succeeds());
    EXPECT_THAT(*ranges, ElementsAre(IdRange{0, 0, 1}, IdRange{1000, 500, 2}));
}

TEST(MatchNames, RefusesWhatIsNoAccountFile) {
    EXPECT_FALSE(match_names("hello", "root:x:0:"));
}

GuestView view_of(std::uint32_t uid, std::uint32_t gid) {
    GuestView view;
    view.uid = GuestUid{uid};
    view.gid = GuestGid{gid};
    return view;
}

TEST(MapIds, LeavesAllAloneWithoutMaps) {
    const GuestView view = view_of(1, 2);

    const MappedView mapped = map_ids({}, view);

    EXPECT_EQ(mapped.view, view);
    EXPECT_TRUE(mapped.unmapped.empty());
}

TEST(MapIds, NamesWhatNoRangeCovers) {
    const MappedView mapped = map_ids(maps_of({"u:0:100:10"}), view_of(105, 3));

    EXPECT_EQ(mapped.view, view_of(105, 3));
    EXPECT_THAT(mapped.unmapped, ElementsAre("uid 105", "gid 3"));
    EXPECT_TRUE(mapped.is_reversal) << "105 is where the map leads";
}

TEST(MapIds, MapsTheNamesInAcls) {
    const auto acl = [](std::uint32_t user, std::uint32_t group) {
        return serialize_acl({{AclTag::user_obj, 6, 0xffffffff},
                              {AclTag::user, 6, user},
                              {AclTag::group_obj, 4, 0xffffffff},
                              {AclTag::group, 4, group},
                              {AclTag::mask, 6, 0xffffffff},
                              {AclTag::other, 4, 0xffffffff}});
    };
    GuestView view = view_of(1, 1);
    view.acl_access = acl(7, 8);
    view.acl_default = acl(9, 77);

    const MappedView mapped = map_ids(maps_of({"u:0:100:10", "g:0:200:10"}), view);

    EXPECT_EQ(mapped.view.acl_access, acl(107, 208));
    EXPECT_EQ(mapped.view.acl_default, acl(109, 77));
    EXPECT_THAT(mapped.unmapped, ElementsAre("ACL gid 77"));
}

TEST(MapIds, MapsTheRootIdOfACapability) {
    const std::string bits(16, '\1');
    GuestView view = view_of(1, 1);
    view.capability = put_le32(0x03000001) + bits + put_le32(5);
    EXPECT_EQ(map_ids(maps_of({"b:0:100:10"}), view).view.capability,
              put_le32(0x03000001) + bits + put_le32(105));

    view.capability = put_le32(0x02000001) + bits;
    EXPECT_EQ(map_ids(maps_of({"b:0:100:10"}), view).view.capability, view.capability);
}

RC_GTEST_PROP(IdMap, TakesNoTwoIdsToOne, ()) {
    std::vector<IdRange> ranges;
    for (int left = *rc::gen::inRange(0, 6); left > 0; --left) {
        ranges.push_back(
            {*rc::gen::inRange(0U, 60U), *rc::gen::inRange(0U, 60U), *rc::gen::inRange(0U, 12U)});
    }
    const base::Result<IdMap> map = IdMap::create(ranges);
    RC_PRE(map.has_value());

    std::vector<std::uint32_t> targets;
    for (std::uint32_t id = 0; id < 80; ++id) {
        if (const auto to = map->find(id)) {
            RC_ASSERT(map->leads_to(*to));
            targets.push_back(*to);
        }
    }

    std::ranges::sort(targets);
    RC_ASSERT(std::ranges::adjacent_find(targets) == targets.end());
}

} // namespace
} // namespace permap::codec
