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

} // namespace
} // namespace permap::scanner
