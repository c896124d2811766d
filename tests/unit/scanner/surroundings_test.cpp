// SPDX-License-Identifier: Apache-2.0
// Live sockets and overlays.
#include "scanner/surroundings.hpp"

#include "scanner/rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr std::string_view kUnix =
    "Num       RefCount Protocol Flags    Type St Inode Path\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 20000 /srv/share/listens\n"
    "0000000000000000: 00000003 00000000 00000000 0001 03 20001 /srv/share/connected\n"
    "0000000000000000: 00000002 00000000 00000000 0002 01 20002 /srv/share/log with blank\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 20003 @/abstract\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 20004\n";

TEST(LiveSockets, AreListenersAndDatagramSockets) {
    EXPECT_THAT(parse_live_sockets(kUnix),
                ElementsAre("/srv/share/listens", "/srv/share/log with blank"));
    EXPECT_THAT(parse_live_sockets(""), IsEmpty());
}

TEST(LiveSockets, AreFoundByTheirPathInTheTree) {
    Surroundings around;
    around.place.real_path = "/srv/share";
    around.live_sockets = parse_live_sockets(kUnix);

    EXPECT_TRUE(has_listener(around, "listens"));
    EXPECT_FALSE(has_listener(around, "connected"));
    EXPECT_FALSE(has_listener(around, "share/listens"));
}

std::vector<Hit> check_overlay(std::string options, bool overlays_have_index) {
    Surroundings around;
    around.mount = Mount{.id = 1,
                         .device = "0:44",
                         .root = "/",
                         .point = "/merged",
                         .options = "rw",
                         .type = "overlay",
                         .source = "overlay",
                         .super_options = std::move(options)};
    around.overlays_have_index = overlays_have_index;
    return find_rule("overlay-unstable")->check_root(around, {});
}

TEST(OverlayUnstable, AsksForTheIndex) {
    EXPECT_THAT(check_overlay("rw,lowerdir=/l,upperdir=/u", false), SizeIs(1));
    EXPECT_THAT(check_overlay("rw,upperdir=/u,index=on", false), IsEmpty());
    EXPECT_THAT(check_overlay("rw,upperdir=/u", true), IsEmpty());
    EXPECT_THAT(check_overlay("rw,upperdir=/u,index=off", true), SizeIs(1));
}

TEST(OverlayUnstable, IsAboutOverlaysOnly) {
    Surroundings around;
    EXPECT_THAT(find_rule("overlay-unstable")->check_root(around, {}), IsEmpty());
    around.mount = Mount{};
    EXPECT_THAT(find_rule("overlay-unstable")->check_root(around, {}), IsEmpty());
}

/// A mount, a root on it, and what the rule says: the missing options and the command.
struct MountOptionsCase {
    const char* name;
    const char* mountinfo;
    const char* root;
    const char* model;
    const char* missing; ///< null: the rule stays silent
    const char* command;
    const char* fstab;
};

class MountOptions : public testing::TestWithParam<MountOptionsCase> {};

TEST_P(MountOptions, SaysWhatIsMissingAndHowToGetIt) {
    const MountOptionsCase& row = GetParam();
    Surroundings around;
    around.mount = parse_mounts(row.mountinfo).front();
    around.place.real_path = row.root;
    const Share share = {.model = codec::find_model(row.model)};

    const std::vector<Hit> hits = find_rule("mount-options")->check_root(around, share);

    ASSERT_THAT(hits, SizeIs(row.missing == nullptr ? 0 : 1));
    if (row.missing != nullptr) {
        EXPECT_EQ(hits[0].severity, Severity::medium);
        EXPECT_THAT(hits[0].evidence,
                    ElementsAre(Pair("mounted on", around.mount->point),
                                Pair("missing", row.missing), Pair("command", row.command),
                                Pair("fstab", row.fstab)));
    }
}

constexpr const char* kOwnMount = "20 1 8:1 / /srv/a\\040b rw,nodev - ext4 /dev/sda1 rw";
constexpr const char* kHost = "20 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw";

INSTANTIATE_TEST_SUITE_P(
    Table, MountOptions,
    testing::Values(
        MountOptionsCase{"OwnMount", kOwnMount, "/srv/a b", "passthrough", "nosuid",
                         "mount -o remount,bind,nosuid,nodev $'/srv/a b'",
                         "/dev/sda1 /srv/a\\040b ext4 defaults,nosuid,nodev 0 2"},
        MountOptionsCase{"PartOfAMount", kHost, "/srv", "none", "nosuid and nodev",
                         "mount --bind /srv /srv && mount -o remount,bind,nosuid,nodev /srv",
                         "/srv /srv none bind,nosuid,nodev 0 0"},
        MountOptionsCase{"BindMount", "20 1 8:1 /x /srv rw,nosuid - ext4 /dev/sda1 rw", "/srv",
                         "passthrough", "nodev", "mount -o remount,bind,nosuid,nodev /srv",
                         "/srv /srv none bind,nosuid,nodev 0 0"},
        MountOptionsCase{"Mapped", kHost, "/srv", "mapped-xattr", nullptr, nullptr, nullptr},
        MountOptionsCase{"Both", "20 1 8:1 / /srv rw,nosuid,nodev,noatime - ext4 /dev/sda1 rw",
                         "/srv", "passthrough", nullptr, nullptr, nullptr}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(MountOptionsBelow, CountToo) {
    const std::vector<Mount> mounts =
        parse_mounts("20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
                     "21 20 8:2 / /srv/data rw,nosuid,nodev - ext4 /dev/sda2 rw\n"
                     "22 20 8:3 / /srv/more rw,nodev - xfs /dev/sda3 rw\n"
                     "23 20 0:5 / /srv/dev rw - devtmpfs none rw\n");
    Surroundings around;
    around.mount = mounts[0];
    around.place.real_path = "/srv";
    around.mounts_below = {{"data", mounts[1]}, {"more", mounts[2]}, {"dev", mounts[3]}};
    const Share share = {.model = codec::find_model("passthrough")};

    const std::vector<Hit> hits = find_rule("mount-options")->check_root(around, share);

    ASSERT_THAT(hits, SizeIs(2));
    EXPECT_THAT(hits[0].evidence, // a bind that is not recursive would hide the other three
                ElementsAre(Pair("mounted on", "/"), Pair("missing", "nosuid and nodev"),
                            Pair("command", "mount --rbind /srv /srv && "
                                            "mount -o remount,bind,nosuid,nodev /srv"),
                            Pair("fstab", "/srv /srv none rbind,nosuid,nodev 0 0")));
    EXPECT_THAT(hits[1].evidence,
                ElementsAre(Pair("mounted on", "/srv/more"), Pair("missing", "nosuid"),
                            Pair("command", "mount -o remount,bind,nosuid,nodev /srv/more"),
                            Pair("fstab", "/dev/sda3 /srv/more xfs defaults,nosuid,nodev 0 2")));
}

} // namespace
} // namespace permap::scanner
