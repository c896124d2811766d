// SPDX-License-Identifier: Apache-2.0
#include "scanner/mounts.hpp"

#include "tests/support/result_matchers.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A line as proc(5) describes it.
std::string line(const std::string& mount_point) {
    return "36 35 98:0 /mnt1 " + mount_point + " rw,noatime master:1 - ext3 /dev/root rw\n";
}

TEST(MountPoints, AreThoseStrictlyBelowTheRoot) {
    const std::string info = line("/") + line("/srv") + line("/srv/share") +
                             line("/srv/share/a/b") + line("/srv/shared");

    EXPECT_THAT(mount_points_below(info, "/srv/share"), ElementsAre("a/b"));
    EXPECT_THAT(mount_points_below(info, "/srv"), ElementsAre("share", "share/a/b", "shared"));
    EXPECT_THAT(mount_points_below(info, "/srv/share/a/b"), IsEmpty());
}

TEST(MountPoints, AreAllButTheRootBelowTheRoot) {
    EXPECT_THAT(mount_points_below(line("/") + line("/proc"), "/"), ElementsAre("proc"));
}

TEST(MountPoints, AreCountedOnceWhenStacked) {
    EXPECT_THAT(mount_points_below(line("/a/b") + line("/a/b"), "/a"), ElementsAre("b"));
}

TEST(MountPoints, AreUnescaped) {
    const std::string info = line("/a/with\\040blank") + line("/a/tab\\011") +
                             line("/a/new\\012line") + line("/a/back\\134slash") +
                             line("/a/last\\040");

    EXPECT_THAT(mount_points_below(info, "/a"),
                ElementsAre("back\\slash", "last ", "new\nline", "tab\t", "with blank"));
}

TEST(MountPoints, KeepABackslashThatEscapesNothing) {
    const std::string info = line("/a/x\\9zz") + line("/a/y\\04") + line("/a/z\\");

    EXPECT_THAT(mount_points_below(info, "/a"), ElementsAre("x\\9zz", "y\\04", "z\\"));
}

TEST(MountPoints, KeepBytesThatAreNotText) {
    EXPECT_THAT(mount_points_below(line("/a/\xFF\xFE"), "/a"), ElementsAre("\xFF\xFE"));
}

TEST(MountPoints, SurviveDamagedText) {
    EXPECT_THAT(mount_points_below("", "/"), IsEmpty());
    EXPECT_THAT(mount_points_below("\n\n1 2 3\n   \n", "/"), IsEmpty());
    EXPECT_THAT(mount_points_below("1 2 3 4 /a/no-newline", "/a"), ElementsAre("no-newline"));
}

TEST(MountPoints, AreReadForThisProcess) {
    const base::Result<MountPoints> found = read_mount_points_below("/");

    EXPECT_THAT(found, tests::HasValue(testing::Contains("proc")));
}

} // namespace
} // namespace permap::scanner
