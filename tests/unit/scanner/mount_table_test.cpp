// SPDX-License-Identifier: Apache-2.0
#include "scanner/mount_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::Eq;
using testing::Optional;
using testing::SizeIs;

TEST(MountTable, HasEveryFieldOfALine) {
    const auto mounts = parse_mounts("36 35 98:3 /a\\040b /mnt2 rw,noatime master:1 shared:2 - "
                                     "ext3 /dev/root rw,errors=continue\n");

    ASSERT_THAT(mounts, SizeIs(1));
    const Mount& mount = mounts.front();
    EXPECT_EQ(mount.id, 36);
    EXPECT_EQ(mount.device, "98:3");
    EXPECT_EQ(mount.root, "/a b");
    EXPECT_EQ(mount.point, "/mnt2");
    EXPECT_EQ(mount.options, "rw,noatime");
    EXPECT_EQ(mount.type, "ext3");
    EXPECT_EQ(mount.source, "/dev/root");
    EXPECT_EQ(mount.super_options, "rw,errors=continue");
}

TEST(MountTable, TakesAnEmptySource) {
    const auto mounts = parse_mounts("1 2 0:5 / /m rw - tmpfs  rw,size=4k");

    ASSERT_THAT(mounts, SizeIs(1));
    EXPECT_EQ(mounts.front().source, "");
    EXPECT_EQ(mounts.front().super_options, "rw,size=4k");
}

TEST(MountTable, KeepsAMountWhoseLineIsCut) {
    const auto mounts = parse_mounts("1 2 3 4 /a\nnonsense\n");

    ASSERT_THAT(mounts, SizeIs(1));
    EXPECT_EQ(mounts.front().point, "/a");
    EXPECT_EQ(mounts.front().type, "");
}

TEST(MountTable, FindsTheTopmostMountOfAPath) {
    const auto mounts = parse_mounts("1 0 8:1 / / rw - ext4 x rw\n2 1 8:2 / /a rw - xfs y rw\n"
                                     "3 1 8:3 / /a rw - xfs z rw");

    EXPECT_EQ(mount_of(mounts, "/a/b")->id, 3);
    EXPECT_EQ(mount_of(mounts, "/ab")->id, 1);
    EXPECT_EQ(find_mount(mounts, 2)->source, "y");
    EXPECT_EQ(find_mount(mounts, 4), nullptr);
}

TEST(MountTable, ComparesWholeOptions) {
    EXPECT_TRUE(has_option("rw,index=on", "index=on"));
    EXPECT_FALSE(has_option("rw,index=off", "index=on"));
    EXPECT_FALSE(has_option("rw,nouser_xattr", "user_xattr"));
}

TEST(MountTable, KnowsOverlaysThatKeepTheirInodes) {
    Mount overlay;
    overlay.super_options = "rw,lowerdir=/l,upperdir=/u";
    EXPECT_FALSE(has_overlay_index(overlay, false));
    EXPECT_TRUE(has_overlay_index(overlay, true));
    overlay.super_options += ",index=off";
    EXPECT_FALSE(has_overlay_index(overlay, true));
    overlay.super_options = "rw,index=on";
    EXPECT_TRUE(has_overlay_index(overlay, false));
}

TEST(MountTable, ComparesPathsByComponents) {
    EXPECT_TRUE(is_path_below("/srv/a", "/srv"));
    EXPECT_TRUE(is_path_below("/srv", "/"));
    EXPECT_FALSE(is_path_below("/srv", "/srv"));
    EXPECT_FALSE(is_path_below("/srv2", "/srv"));
}

TEST(MountTable, WritesNamesForFstab) {
    EXPECT_EQ(fstab_word("/srv/a b\\c\n"), "/srv/a\\040b\\134c\\012");
    EXPECT_EQ(fstab_word("/srv"), "/srv");
}

TEST(MountTable, KnowsThePlaceWithinTheFileSystem) {
    Mount bound;
    bound.device = "8:1";
    bound.root = "/vm";
    bound.point = "/srv";

    EXPECT_THAT(place_on(bound, "/srv/a/b"), Optional(Eq(FsPlace{"8:1", "/vm/a/b"})));
    EXPECT_THAT(place_on(bound, "/srv"), Optional(Eq(FsPlace{"8:1", "/vm"})));
    EXPECT_EQ(place_on(bound, "/srv2"), std::nullopt);
}

} // namespace
} // namespace permap::scanner
