// SPDX-License-Identifier: Apache-2.0
#include "scanner/hard_links.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

codec::Facts linked(std::uint64_t inode, std::uint32_t nlink, std::uint64_t device = 1) {
    codec::Facts facts;
    facts.identity.inode = inode;
    facts.nlink = nlink;
    facts.device = device;
    return facts;
}

TEST(HardLinks, AreNotDirectories) {
    codec::Facts directory = linked(1, 3);
    directory.state.kind = codec::Kind::directory;

    EXPECT_FALSE(has_other_names(directory));
    EXPECT_FALSE(has_other_names(linked(1, 1)));
    EXPECT_TRUE(has_other_names(linked(1, 2)));
}

TEST(HardLinks, AreCompleteWhenEveryNameWasSeen) {
    HardLinks links;
    links.add(linked(1, 2), "a");
    links.add(linked(1, 2), "b");

    EXPECT_THAT(links.take_outside(), IsEmpty());
}

TEST(HardLinks, TellWhichInodesHaveNamesElsewhere) {
    HardLinks links;
    links.add(linked(2, 3), "z");
    links.add(linked(2, 3), "b");
    links.add(linked(1, 2), "a");

    EXPECT_THAT(links.take_outside(), ElementsAre(AllOf(Field(&HardLinks::Outside::path, "a"),
                                                        Field(&HardLinks::Outside::seen, 1U)),
                                                  AllOf(Field(&HardLinks::Outside::path, "b"),
                                                        Field(&HardLinks::Outside::seen, 2U))));
}

TEST(HardLinks, KeepWhatAFindingSays) {
    HardLinks links;
    codec::Facts facts = linked(1, 2);
    facts.state.kind = codec::Kind::fifo;
    facts.state.mode = 0640;
    facts.state.uid = codec::HostUid{1000};
    facts.state.gid = codec::HostGid{1001};
    facts.state.attributes.set("user.virtfs.large", std::string(60000, 'x'));
    links.add(facts, "a");

    const codec::Facts kept = links.take_outside().at(0).facts();

    EXPECT_TRUE(kept.state.attributes.empty()) << "a guest chooses how large they are";
    facts.state.attributes = {};
    EXPECT_EQ(kept.state, facts.state);
    EXPECT_EQ(kept.nlink, 2U);
}

TEST(HardLinks, StayCompleteWhereAMountShowsANameAgain) {
    HardLinks links(HardLinks::Sightings::repeated);
    links.add(linked(1, 2), "a");
    links.add(linked(1, 2), "c");
    links.add(linked(1, 2), "b"); // a once more

    EXPECT_THAT(links.take_outside(), IsEmpty());
}

TEST(HardLinks, KeepEqualNumbersOfTwoDevicesApart) {
    HardLinks links;
    links.add(linked(1, 2, 10), "a");
    links.add(linked(1, 2, 11), "b");

    EXPECT_EQ(links.take_outside().size(), 2U);
}

TEST(HardLinks, CountFromManyThreads) {
    HardLinks links;
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < 4; ++i) {
            workers.emplace_back([&links, i] {
                for (std::uint64_t inode = 0; inode < 500; ++inode) {
                    links.add(linked(inode, 5), std::to_string(i));
                }
            });
        }
    }

    const std::vector<HardLinks::Outside> outside = links.take_outside();

    ASSERT_EQ(outside.size(), 500U);
    EXPECT_THAT(outside, testing::Each(AllOf(Field(&HardLinks::Outside::path, "0"),
                                             Field(&HardLinks::Outside::seen, 4U))));
}

} // namespace
} // namespace permap::scanner
