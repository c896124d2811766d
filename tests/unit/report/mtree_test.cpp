// SPDX-License-Identifier: Apache-2.0
// Lines of mtree(5). That others read them alike: tests/neighbours/mtree.sh.
#include "report/mtree.hpp"

#include "tests/unit/report/capture.hpp"

#include <gtest/gtest.h>
#include <sys/sysmacros.h>

namespace permap::report {
namespace {

using codec::Kind;
using codec::ManifestEntry;
using codec::ManifestField;

ManifestEntry entry_of(std::string path, Kind kind) {
    ManifestEntry entry;
    entry.path = std::move(path);
    entry.kind = kind;
    entry.mode = 0644;
    entry.uid = 1000;
    entry.gid = 1001;
    return entry;
}

/// The last line for two entries.
std::string end_of(std::optional<int> status) {
    Capture capture("mtree", {}, Holds::entries);
    Summary summary;
    summary.entries = 2;
    summary.status = status;
    capture->summary(summary);
    return capture.text();
}

TEST(Mtree, CountsEntriesOfWholeTreesAlone) {
    EXPECT_EQ(end_of(std::nullopt), "# 2 entries\n");
    EXPECT_EQ(end_of(130), "# interrupted after 2 entries: not all of the tree\n");
}

TEST(Mtree, WritesWholePaths) {
    EXPECT_EQ(mtree_line(entry_of(".", Kind::directory)),
              ". type=dir mode=0644 uid=1000 gid=1001\n");
    EXPECT_EQ(mtree_line(entry_of("a/b", Kind::file)),
              "./a/b type=file mode=0644 uid=1000 gid=1001\n");
}

TEST(Mtree, WritesOddBytesInOctal) {
    EXPECT_EQ(mtree_line(entry_of("a b\n#=*?[\\\xff", Kind::fifo)),
              "./a\\040b\\012\\043\\075\\052\\077\\133\\134\\377 type=fifo mode=0644 uid=1000 "
              "gid=1001\n");
}

TEST(Mtree, WritesWhatAKindHas) {
    ManifestEntry device = entry_of("d", Kind::block_device);
    device.known.add(ManifestField::rdev);
    device.rdev = makedev(8, 300);
    ManifestEntry link = entry_of("l", Kind::symlink);
    link.known = {ManifestField::link, ManifestField::nlink};
    link.link = "a b";
    link.nlink = 2;

    EXPECT_EQ(mtree_line(device),
              "./d type=block mode=0644 uid=1000 gid=1001 device=native,8,300\n");
    EXPECT_EQ(mtree_line(link), "./l type=link mode=0644 uid=1000 gid=1001 nlink=2 link=a\\040b\n");
}

} // namespace
} // namespace permap::report
