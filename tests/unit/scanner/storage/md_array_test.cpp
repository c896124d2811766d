// SPDX-License-Identifier: Apache-2.0
#include "scanner/storage/md_array.hpp"

#include "tests/support/scratch_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

/// One array as /proc/mdstat has it, and what is wrong with it.
struct MdstatCase {
    const char* name;
    const char* lines;
    const char* level;
    unsigned in_sync;
    unsigned wanted;
    std::vector<std::string> troubles;
};

class Mdstat : public testing::TestWithParam<MdstatCase> {};

TEST_P(Mdstat, SaysWhatIsWrong) {
    const std::string text = "Personalities : [raid1] [raid6] [raid5] [raid4] [raid0] [linear] \n" +
                             std::string(GetParam().lines) + "\nunused devices: <none>\n";

    const std::vector<MdArray> arrays = parse_mdstat(text);

    ASSERT_THAT(arrays, SizeIs(1));
    EXPECT_EQ(arrays.front().level, GetParam().level);
    EXPECT_EQ(arrays.front().in_sync, GetParam().in_sync);
    EXPECT_EQ(arrays.front().wanted, GetParam().wanted);
    EXPECT_EQ(troubles_of(arrays.front()), GetParam().troubles);
}

const MdstatCase kMdstatCases[] = {
    {"Raid1",
     "md0 : active raid1 sdb1[1] sda1[0]\n"
     "      976630464 blocks super 1.2 [2/2] [UU]\n"
     "      bitmap: 2/8 pages [8KB], 65536KB chunk\n",
     "raid1",
     2,
     2,
     {}},
    {"OldSuperblock",
     "md2 : active raid1 sdb3[1] sda3[0]\n      1462516672 blocks [2/2] [UU]\n",
     "raid1",
     2,
     2,
     {}},
    {"Raid5",
     "md5 : active raid5 sdd1[4] sdc1[2] sdb1[1] sda1[0]\n"
     "      2929893888 blocks super 1.2 level 5, 512k chunk, algorithm 2 [4/4] [UUUU]\n",
     "raid5",
     4,
     4,
     {}},
    {"Raid6WithASpare",
     "md6 : active raid6 sdf1[5](S) sde1[4] sdd1[3] sdc1[2] sdb1[1] sda1[0]\n"
     "      2929890816 blocks super 1.2 level 6, 512k chunk, algorithm 2 [5/5] [UUUUU]\n",
     "raid6",
     5,
     5,
     {}},
    {"Raid0",
     "md1 : active raid0 sdb2[1] sda2[0]\n      41908224 blocks super 1.2 512k chunks\n",
     "raid0",
     0,
     0,
     {}},
    {"Linear",
     "md3 : active linear sdd1[1] sdc1[0]\n      41908224 blocks super 1.2 0k rounding\n",
     "linear",
     0,
     0,
     {}},
    {"Check",
     "md127 : active raid1 vda2[0] vdb2[1]\n"
     "      1100871680 blocks super 1.2 [2/2] [UU]\n"
     "      [=>...................]  check =  7.1% (78346880/1100871680) finish=4.9min "
     "speed=3406386K/sec\n"
     "      bitmap: 0/9 pages [0KB], 65536KB chunk\n",
     "raid1",
     2,
     2,
     {}},
    {"OneGone",
     "md0 : active raid1 sda1[0]\n      976630464 blocks super 1.2 [2/1] [U_]\n",
     "raid1",
     1,
     2,
     {"degraded: 1 of 2 devices in sync [U_]"}},
    {"OneFailed",
     "md0 : active raid1 sdb1[1](F) sda1[0]\n      976630464 blocks super 1.2 [2/1] [U_]\n"
     "      bitmap: 8/8 pages [32KB], 65536KB chunk\n",
     "raid1",
     1,
     2,
     {"degraded: 1 of 2 devices in sync [U_], failed: sdb1"}},
    {"Recovery",
     "md5 : active raid5 sdd1[4] sdc1[2](F) sdb1[1] sda1[0]\n"
     "      878855424 blocks super 1.2 level 5, 512k chunk, algorithm 2 [4/3] [UU_U]\n"
     "      [==>..................]  recovery = 12.6% (37043392/292945152) finish=127.5min "
     "speed=33440K/sec\n",
     "raid5",
     3,
     4,
     {"degraded: 3 of 4 devices in sync [UU_U], failed: sdc1", "recovery 12.6%"}},
    {"Resync",
     "md0 : active raid1 sdb1[1] sda1[0]\n      8387520 blocks super 1.0 [2/2] [UU]\n"
     "      [====>................]  resync = 23.4% (1963200/8387520) finish=4.6min "
     "speed=23178K/sec\n"
     "      bitmap: 1/1 pages [4KB], 65536KB chunk\n",
     "raid1",
     2,
     2,
     {"resync 23.4%"}},
    {"Reshape",
     "md5 : active raid5 sde1[5] sdd1[4] sdc1[2] sdb1[1] sda1[0]\n"
     "      878855424 blocks super 1.2 level 5, 512k chunk, algorithm 2 [5/5] [UUUUU]\n"
     "      [>....................]  reshape =  0.9% (2853228/292945152) finish=1022.6min "
     "speed=4725K/sec\n",
     "raid5",
     5,
     5,
     {"reshape 0.9%"}},
    {"ResyncPending",
     "md2 : active (auto-read-only) raid10 sdd1[3] sdc1[2] sdb1[1] sda1[0]\n"
     "      67067904 blocks super 1.2 512K chunks 2 near-copies [4/4] [UUUU]\n"
     "        resync=PENDING\n",
     "raid10",
     4,
     4,
     {"resync pending"}},
    {"ResyncDelayed",
     "md2 : active raid1 sdb2[1] sda2[0]\n      67067904 blocks super 1.2 [2/2] [UU]\n"
     "        resync=DELAYED\n",
     "raid1",
     2,
     2,
     {"resync delayed"}},
    {"AutoReadOnly",
     "md2 : active (auto-read-only) raid1 sda6[0] sdb6[1]\n"
     "      4200952 blocks super 1.0 [2/2] [UU]\n      bitmap: 0/9 pages [0KB], 256KB chunk\n",
     "raid1",
     2,
     2,
     {}},
    {"ReadOnly",
     "md0 : active (read-only) raid1 sdb1[1] sda1[0]\n      976630464 blocks [2/2] [UU]\n",
     "raid1",
     2,
     2,
     {"read-only"}},
    {"Inactive",
     "md5 : inactive sdc[0](S) sdb[1](S)\n      1000 blocks super 1.2\n",
     "",
     0,
     0,
     {"not running"}},
    {"Broken",
     "md1 : broken raid0 sdb2[1] sda2[0]\n      41908224 blocks super 1.2 512k chunks\n",
     "raid0",
     0,
     0,
     {"broken: more has failed than it can bear"}},
};

INSTANTIATE_TEST_SUITE_P(Recorded, Mdstat, testing::ValuesIn(kMdstatCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(MdstatText, HasSeveralArraysAndNoneMore) {
    const std::vector<MdArray> arrays =
        parse_mdstat("Personalities : [raid1] \n"
                     "md1 : active raid1 sdb2[1] sda2[0]\n      100 blocks [2/2] [UU]\n      \n"
                     "md0 : active raid1 sda1[0](W)\n      100 blocks [2/1] [U_]\n      \n"
                     "unused devices: sdc1[0](F) sdd1\n");

    ASSERT_THAT(arrays, SizeIs(2));
    EXPECT_EQ(arrays[0].name, "md1");
    EXPECT_THAT(arrays[0].members,
                ElementsAre(Field(&MdMember::name, "sdb2"), Field(&MdMember::name, "sda2")));
    EXPECT_EQ(arrays[1].in_sync, 1U);
}

TEST(MdstatText, MayBeEmptyOrNonsense) {
    EXPECT_THAT(parse_mdstat(""), IsEmpty());
    EXPECT_THAT(parse_mdstat("Personalities : \nunused devices: <none>\n"), IsEmpty());
    EXPECT_THAT(parse_mdstat("      [2/1] [U_]\n\nmd0\n[:]"), IsEmpty());
    EXPECT_THAT(parse_mdstat("md0 :\n [/] [] = recovery resync="), SizeIs(1));
}

/// The files of one array in sysfs.
class MdInSysfs : public testing::Test {
protected:
    void SetUp() override {
        for (const char* const directory :
             {"md0", "md0/md", "md0/md/dev-sda1", "md0/md/dev-sdb1"}) {
            scratch_.make_directory(directory);
        }
        put("level", "raid1");
        put("raid_disks", "2");
        put("array_state", "clean");
        put("degraded", "0");
        put("sync_action", "idle");
        put("sync_completed", "none");
        put("dev-sda1/state", "in_sync");
        put("dev-sdb1/state", "in_sync");
    }

    void put(const std::string& name, const std::string& text) {
        std::ofstream(scratch_.path_of("md0/md/" + name)) << text << '\n';
    }

    [[nodiscard]] MdArray read(const std::string& mdstat = {}) const {
        return read_md_array("md0", "/md0", HostFiles(scratch_.path()), parse_mdstat(mdstat));
    }

    tests::ScratchDirectory scratch_;
};

TEST_F(MdInSysfs, IsWhole) {
    const MdArray array = read();

    EXPECT_THAT(troubles_of(array), IsEmpty());
    EXPECT_EQ(array.level, "raid1");
    EXPECT_EQ(array.in_sync, 2U);
    EXPECT_THAT(array.members, SizeIs(2));
}

TEST_F(MdInSysfs, IsDegradedAndRebuilt) {
    put("degraded", "1");
    put("sync_action", "recover");
    put("sync_completed", "1024 / 8192");
    put("dev-sdb1/state", "faulty,write_error");

    EXPECT_THAT(troubles_of(read()),
                ElementsAre("degraded: 1 of 2 devices in sync, failed: sdb1", "recovery 12.5%"));
}

TEST_F(MdInSysfs, IsReadOnly) {
    put("array_state", "readonly");
    EXPECT_THAT(troubles_of(read()), ElementsAre("read-only"));
    put("array_state", "read-auto");
    EXPECT_THAT(troubles_of(read()), IsEmpty());
    put("array_state", "inactive");
    EXPECT_THAT(troubles_of(read()), ElementsAre("not running"));
}

TEST_F(MdInSysfs, IsNewerThanMdstat) {
    const std::string resync = "md0 : active raid1 sdb1[1] sda1[0]\n      100 blocks [2/2] [UU]\n"
                               "      [>...]  resync =  3.0% (3/100) finish=1min speed=1K/sec\n";
    EXPECT_THAT(troubles_of(read(resync)), IsEmpty());
    put("sync_action", "resync");
    EXPECT_THAT(troubles_of(read(resync)), ElementsAre("resync 3.0%"));
    put("degraded", "1");
    EXPECT_EQ(read(resync).map, "");
}

TEST_F(MdInSysfs, DoesNotKnowWhatHasNotBegun) {
    EXPECT_THAT(troubles_of(read("md0 : active (auto-read-only) raid1 sdb1[1] sda1[0]\n"
                                 "      100 blocks [2/2] [UU]\n        resync=PENDING\n")),
                ElementsAre("resync pending"));
}

TEST_F(MdInSysfs, HasPlacesForMoreDuringAReshape) {
    put("raid_disks", "4 (2)");
    put("sync_action", "reshape");

    EXPECT_EQ(read().wanted, 4U);
    EXPECT_THAT(troubles_of(read()), ElementsAre("reshape"));
}

} // namespace
} // namespace permap::scanner
