// SPDX-License-Identifier: Apache-2.0
#include "scanner/storage/storage_stack.hpp"

#include "scanner/rule.hpp"
#include "scanner/surroundings.hpp"
#include "tests/support/scratch_directory.hpp"

#include <fstream>

#include <boost/filesystem.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kVirtual = "/sys/devices/virtual/block/";
constexpr const char* kScsi = "/sys/devices/pci0000:00/ata1/host0/target0:0:0/0:0:0:0/block/";

/// A recording of /sys, made device by device.
class Storage : public testing::Test {
protected:
    void put(const std::string& path, const std::string& text) {
        const std::string real = scratch_.path() + path;
        boost::filesystem::create_directories(boost::filesystem::path(real).parent_path());
        std::ofstream(real) << text << '\n';
    }

    void link(const std::string& path, const std::string& target) {
        const boost::filesystem::path real = scratch_.path() + path;
        boost::filesystem::create_directories(real.parent_path());
        boost::filesystem::create_symlink(
            boost::filesystem::path(scratch_.path() + target)
                .lexically_relative(boost::filesystem::path(real).parent_path()),
            real);
    }

    /// A device with this number, made of those in `below`.
    void device(const std::string& number, const std::string& path,
                const std::vector<std::string>& below = {}) {
        put(path + "/ro", "0");
        const std::string name = path.substr(path.rfind('/') + 1);
        link("/sys/dev/block/" + number, path);
        link("/sys/class/block/" + name, path);
        for (const std::string& slave : below) {
            link(path + "/slaves/" + slave.substr(slave.rfind('/') + 1), slave);
        }
    }

    void disk(const std::string& name, const std::string& number) {
        device(number, kScsi + name);
        put(kScsi + name + "/device/model", "DISK 4000");
    }

    void array(const std::string& number, const std::vector<std::string>& below,
               unsigned degraded) {
        const std::string path = std::string(kVirtual) + "md0";
        device(number, path, below);
        put(path + "/md/level", "raid1");
        put(path + "/md/raid_disks", "2");
        put(path + "/md/array_state", "active");
        put(path + "/md/degraded", std::to_string(degraded));
    }

    void mapping(const std::string& name, const std::string& number, const std::string& uuid,
                 const std::string& label, const std::vector<std::string>& below) {
        const std::string path = kVirtual + name;
        device(number, path, below);
        put(path + "/dm/name", label);
        put(path + "/dm/uuid", uuid);
    }

    [[nodiscard]] StorageStack read(const std::string& mountinfo) const {
        const std::vector<Mount> mounts = parse_mounts(mountinfo);
        return read_storage(mounts.front(), mounts, HostFiles(scratch_.path()));
    }

    static std::vector<std::string> lines_of(const StorageStack& stack) {
        std::vector<std::string> lines;
        for (const BlockDevice& device : stack.devices) {
            lines.push_back(std::string(device.depth, '.') + describe(device));
        }
        return lines;
    }

    tests::ScratchDirectory scratch_;
};

TEST_F(Storage, GoesFromTheVolumeToTheDisks) {
    disk("sda", "8:0");
    device("8:1", std::string(kScsi) + "sda/sda1");
    put(std::string(kScsi) + "sda/sda1/partition", "1");
    disk("sdb", "8:16");
    array("9:0", {std::string(kScsi) + "sda/sda1", std::string(kScsi) + "sdb"}, 0);
    mapping("dm-0", "253:0", "CRYPT-LUKS2-1234-data", "data", {std::string(kVirtual) + "md0"});
    mapping("dm-1", "253:1", "LVM-abc", "vg-share", {std::string(kVirtual) + "dm-0"});

    const StorageStack stack = read("20 1 253:1 / /srv rw - ext4 /dev/mapper/vg-share rw");

    EXPECT_THAT(lines_of(stack),
                ElementsAre("dm-1: lvm vg-share", ".dm-0: crypt data",
                            "..md0: raid (raid1), 2 of 2 devices in sync", "...sda1: partition",
                            "....sda: disk DISK 4000", "...sdb: disk DISK 4000"));
    EXPECT_EQ(stack.note, "");
}

TEST_F(Storage, RaisesTheRuleForEachDeviceThatIsNotWhole) {
    disk("sda", "8:0");
    array("9:0", {std::string(kScsi) + "sda"}, 1);
    Surroundings around;
    const Rule& rule = *find_rule("raid-degraded");

    around.storage = read("20 1 9:0 / /srv rw - xfs /dev/md0 rw");
    const std::vector<Hit> hits = rule.check_root(around, {});

    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_EQ(hits.front().severity, Severity::high);
    EXPECT_EQ(rule.message(make_finding(rule, hits.front(), ".", {}, {}, false)),
              "md0 (raid1) under it is not whole: degraded: 1 of 2 devices in sync");
    around.storage = read("20 1 8:0 / /srv rw - xfs /dev/sda rw");
    EXPECT_THAT(rule.check_root(around, {}), IsEmpty());
}

TEST_F(Storage, TakesMdstatForWhatSysfsDoesNotSay) {
    device("9:0", std::string(kVirtual) + "md0");
    put(std::string(kVirtual) + "md0/md/array_state", "clean");
    put("/proc/mdstat", "Personalities : [raid1]\nmd0 : active raid1 sdb[1](F) sda[0]\n"
                        "      100 blocks [2/1] [U_]\n\nunused devices: <none>");

    EXPECT_THAT(lines_of(read("20 1 9:0 / /srv rw - xfs /dev/md0 rw")),
                ElementsAre("md0: raid (raid1), degraded: 1 of 2 devices in sync [U_], failed: "
                            "sdb"));
}

TEST_F(Storage, KnowsAllDevicesOfABtrfs) {
    disk("sda", "8:0");
    disk("sdb", "8:16");
    for (const char* const name : {"sda", "sdb"}) {
        link(std::string("/sys/fs/btrfs/1-2-3/devices/") + name, std::string(kScsi) + name);
    }
    put("/sys/fs/btrfs/features/raid56", "1");
    put("/sys/fs/btrfs/1-2-3/devinfo/1/missing", "0");
    const std::string mount = "20 1 0:45 /vol /srv rw - btrfs /dev/sdb rw,subvol=/vol";

    EXPECT_THAT(lines_of(read(mount)), ElementsAre("sda: disk DISK 4000", "sdb: disk DISK 4000"));
    put("/sys/fs/btrfs/1-2-3/devinfo/2/missing", "1");
    EXPECT_THAT(read(mount).devices.front().troubles,
                ElementsAre("degraded: a device of the btrfs missing"));
}

TEST_F(Storage, FollowsNamesInDevAndAllDevicesOfBcachefs) {
    disk("sda", "8:0");
    mapping("dm-0", "253:0", "mpath-3600", "mpatha", {std::string(kScsi) + "sda"});
    link("/dev/mapper/mpatha", "/dev/dm-0");

    EXPECT_THAT(lines_of(read("20 1 0:45 / /srv rw - bcachefs /dev/mapper/mpatha:/dev/sda rw")),
                ElementsAre("dm-0: multipath mpatha", ".sda: disk DISK 4000"));
}

TEST_F(Storage, FollowsLoopDevicesAndOverlays) {
    disk("sda", "8:0");
    device("7:3", std::string(kVirtual) + "loop3");
    put(std::string(kVirtual) + "loop3/loop/backing_file", "/images/vm.img");
    const std::string disks = "\n21 1 8:0 / /images rw - ext4 /dev/sda rw\n"
                              "22 1 7:3 / /layers rw - ext4 /dev/loop3 rw\n";

    EXPECT_THAT(lines_of(read("20 1 0:50 / /srv rw - overlay overlay "
                              "rw,lowerdir=/x,upperdir=/layers/u,workdir=/layers/w" +
                              disks)),
                ElementsAre("loop3: loop /images/vm.img", ".sda: disk DISK 4000"));
}

TEST_F(Storage, SeesWhatLvmPutsInThePlaceOfAMissingDisk) {
    mapping("dm-2", "253:2", "LVM-abc-missing_0_0", "vg-share_rimage_1-missing_0_0", {});
    mapping("dm-1", "253:1", "LVM-abcd", "vg-share_rimage_1", {std::string(kVirtual) + "dm-2"});
    mapping("dm-0", "253:0", "LVM-abcde", "vg-share", {std::string(kVirtual) + "dm-1"});

    const StorageStack stack = read("20 1 253:0 / /srv rw - ext4 /dev/mapper/vg-share rw");

    EXPECT_THAT(stack.devices.back().troubles, ElementsAre(HasSubstr("missing")));
    EXPECT_THAT(stack.note, HasSubstr("lvs -a"));
}

TEST_F(Storage, SaysThatAControllerKeepsItsArraysToItself) {
    device("8:0", std::string(kScsi) + "sda");
    link(std::string(kScsi) + "sda/device",
         "/sys/devices/pci0000:00/ata1/host0/target0:0:0/0:0:0:0");
    put("/sys/class/scsi_host/host0/proc_name", "megaraid_sas");

    const StorageStack stack = read("20 1 8:0 / /srv rw - ext4 /dev/sda rw");

    EXPECT_EQ(stack.devices.front().controller, "megaraid_sas");
    EXPECT_THAT(stack.note, HasSubstr("storcli"));
}

TEST_F(Storage, SaysWhyThereIsNone) {
    EXPECT_THAT(read("20 1 0:50 / /srv rw - tmpfs tmpfs rw").note, HasSubstr("in memory"));
    EXPECT_THAT(read("20 1 0:50 / /srv rw - nfs4 nas:/x rw").note, HasSubstr("another machine"));
    EXPECT_THAT(read("20 1 0:50 / /srv rw - zfs tank/x rw").note, HasSubstr("zpool status"));
    EXPECT_THAT(read("20 1 8:9 / /srv rw - ext4 /dev/sdx rw").note, HasSubstr("no block device"));
}

TEST_F(Storage, EndsWhereDevicesGoInCircles) {
    device("7:1", std::string(kVirtual) + "loop1", {std::string(kVirtual) + "loop1"});
    put(std::string(kVirtual) + "loop1/loop/backing_file", "/srv/image");

    EXPECT_THAT(read("20 1 7:1 / /srv rw - ext4 /dev/loop1 rw").devices, SizeIs(1));
}

} // namespace
} // namespace permap::scanner
