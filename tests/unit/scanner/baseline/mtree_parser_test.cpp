// SPDX-License-Identifier: Apache-2.0
// mtree(5) line by line. That it is what others write: tests/neighbours/mtree.sh.
#include "scanner/baseline/mtree_parser.hpp"

#include "tests/support/result_matchers.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <sys/sysmacros.h>

namespace permap::scanner {
namespace {

using codec::Kind;
using codec::ManifestEntry;
using codec::ManifestField;
using testing::ElementsAre;

std::vector<ManifestEntry> parse_lines(const std::vector<std::string>& lines) {
    MtreeParser parser;
    std::vector<ManifestEntry> entries;
    for (const std::string& line : lines) {
        const auto entry = parser.parse(line);
        EXPECT_TRUE(entry) << line;
        if (entry && *entry) {
            entries.push_back(**entry);
        }
    }
    return entries;
}

std::vector<std::string> paths_in(const std::vector<std::string>& lines) {
    std::vector<std::string> found;
    for (const ManifestEntry& entry : parse_lines(lines)) {
        found.push_back(entry.path);
    }
    return found;
}

TEST(MtreeParser, ReadsWholePaths) {
    EXPECT_THAT(paths_in({"#mtree", "", ". type=dir", "./a type=dir", "./a/b\\040c type=file",
                          "d/e mode=0644"}),
                ElementsAre(".", "a", "a/b c", "d/e"));
}

MtreeRemarks remarks_in(const std::vector<std::string>& lines) {
    MtreeParser parser;
    for (const std::string& line : lines) {
        EXPECT_TRUE(parser.parse(line)) << line;
    }
    return parser.remarks();
}

TEST(MtreeParser, HearsWhatASnapshotSaysOfItself) {
    const MtreeRemarks said =
        remarks_in({"#mtree", "# permap 0.1.0, model mapped-xattr, the host's view", ". type=dir",
                    "# problem: 'a, the b': open: Permission denied", "# 1 entry"});

    EXPECT_TRUE(said.is_snapshot);
    EXPECT_EQ(said.entries, 1U);
    EXPECT_EQ(said.model, "mapped-xattr");
    EXPECT_EQ(said.view, "host");
    EXPECT_EQ(said.problems, 1U);
}

TEST(MtreeParser, MissesTheCountOfASnapshotThatWasCut) {
    const char* const header = "# permap 0.1.0, model passthrough, the guest's view";

    EXPECT_FALSE(remarks_in({header, ". type=dir"}).entries);
    EXPECT_FALSE(remarks_in({header, ". type=dir", "# 1204 entr"}).entries);
    EXPECT_FALSE(remarks_in({header, "# of many entries"}).entries);
    EXPECT_FALSE(
        remarks_in({header, "# interrupted after 2 entries: not all of the tree"}).entries);
    EXPECT_EQ(remarks_in({"# 1204 entries", header}).entries, 1204U); // somebody sorted it
    EXPECT_FALSE(remarks_in({"#\tuser: root", "# permap is a tool"}).is_snapshot);
}

TEST(MtreeParser, RefusesWhatIsNoManifest) {
    MtreeParser parser;
    for (const char* const line :
         {"root:x:0:0:root:/root:/bin/bash", "\xef\xbb\xbf{\"type\":\"header\"}", "[",
          "mode = \"0640\"", "127.0.0.1 localhost"}) {
        EXPECT_FALSE(parser.parse(line)) << line;
    }
    EXPECT_TRUE(parser.parse("a optional"));
    EXPECT_TRUE(parser.parse("a sha256digest=00"));
    EXPECT_TRUE(parser.parse("/set type=file"));
    EXPECT_TRUE(parser.parse("a"));
}

TEST(MtreeParser, KnowsWhoseModesHaveTheMask) {
    MtreeParser parser;
    const auto others = parser.parse("./a mode=0640");
    ASSERT_TRUE(parser.parse("# permap 0.1.0, model none, the host's view"));
    const auto ours = parser.parse("./a mode=0640");

    EXPECT_FALSE((*others)->known.has(ManifestField::stat_mode));
    EXPECT_TRUE((*ours)->known.has(ManifestField::stat_mode));
}

TEST(MtreeParser, ReadsNamesBelowTheLastDirectory) {
    EXPECT_THAT(paths_in({". type=dir", "  file type=file", "a type=dir", "x type=file",
                          "b type=dir", "..", "y type=file", "..", "z type=file"}),
                ElementsAre(".", "file", "a", "a/x", "a/b", "a/y", "z"));
}

TEST(MtreeParser, ReadsTheKeywordsOfPermissions) {
    const auto entries =
        parse_lines({"./d type=block mode=0640 uid=7 gid=8 nlink=2 device=native,8,300 "
                     "size=5 sha256digest=00 time=1.0 uname=root inode=99"});

    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].kind, Kind::block_device);
    EXPECT_EQ(entries[0].mode, 0640U);
    EXPECT_EQ(entries[0].uid, 7U);
    EXPECT_EQ(entries[0].gid, 8U);
    EXPECT_EQ(entries[0].nlink, 2U);
    EXPECT_EQ(entries[0].rdev, makedev(8, 300));
    EXPECT_EQ(entries[0].identity.inode, 99U);
}

TEST(MtreeParser, KnowsWhatALineDoesNotSay) {
    const auto entries = parse_lines({"./a type=file mode=644"});

    EXPECT_TRUE(entries[0].known.has(ManifestField::mode));
    EXPECT_FALSE(entries[0].known.has(ManifestField::uid));
    EXPECT_FALSE(entries[0].known.has(ManifestField::acls));
}

TEST(MtreeParser, TakesDefaultsUntilTheyAreUnset) {
    const auto entries =
        parse_lines({"/set type=file uid=5 gid=6 nlink=1", "./a", "./b uid=7", "./c type=dir",
                     "/unset uid", "./d", "/unset all", "./e mode=1"});

    EXPECT_EQ(entries[0].uid, 5U);
    EXPECT_EQ(entries[1].uid, 7U);
    EXPECT_FALSE(entries[2].known.has(ManifestField::nlink)) << "a directory's is not compared";
    EXPECT_FALSE(entries[3].known.has(ManifestField::uid));
    EXPECT_TRUE(entries[3].known.has(ManifestField::gid));
    EXPECT_FALSE(entries[4].known.has(ManifestField::kind));
}

TEST(MtreeParser, TakesTheLastOfAKeyword) {
    const auto entries =
        parse_lines({"/set type=file uid=x mode=x size=1", "./a uid=5 mode=x uid=6 mode=7",
                     "/unset type mode uid size", "./b size=2 gid=8 size=3"});

    EXPECT_EQ(entries[0].uid, 6U);
    EXPECT_EQ(entries[0].mode, 7U);
    EXPECT_EQ(entries[1].known, (codec::ManifestFields{ManifestField::gid}));
}

TEST(MtreeParser, ReadsDevicesAsNumbers) {
    const auto entries =
        parse_lines({"./a type=char device=0xfffffffe", "./b type=char device=259"});

    EXPECT_EQ(entries[0].rdev, makedev(4095, 1048574));
    EXPECT_EQ(entries[1].rdev, makedev(1, 3));
}

TEST(MtreeParser, ReadsLinksAndWhatMayBeMissing) {
    const auto entries =
        parse_lines({"./l type=link link=a\\040b optional", "./f type=file link=x"});

    EXPECT_EQ(entries[0].link, "a b");
    EXPECT_TRUE(entries[0].is_optional);
    EXPECT_FALSE(entries[1].known.has(ManifestField::link));
}

class BadLine : public testing::TestWithParam<const char*> {};

TEST_P(BadLine, IsAnError) {
    EXPECT_FALSE(MtreeParser().parse(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(MtreeParser, BadLine,
                         testing::Values("./a type=door", "./a mode=0888", "./a mode=u=rwx",
                                         "./a uid=-1", "./a uid=4294967296", "./a gid=staff",
                                         "./a\\z type=file", "./a type=link link=\\",
                                         "./a type=char device=8,x",
                                         "./a nlink=", "./a\\000b type=file"));

struct UnvisCase {
    const char* text;
    const char* bytes;
};

class Unvis : public testing::TestWithParam<UnvisCase> {};

TEST_P(Unvis, DecodesWhatVisWrites) {
    EXPECT_EQ(unvis(GetParam().text), GetParam().bytes);
}

// vis(3) of NetBSD, VIS_CSTYLE and the default forms; libarchive's octal
INSTANTIATE_TEST_SUITE_P(
    MtreeParser, Unvis,
    testing::Values(UnvisCase{"plain", "plain"}, UnvisCase{"\\s\\t\\n", " \t\n"},
                    UnvisCase{"\\040\\012\\377", " \n\xff"}, UnvisCase{"\\\\\\#\\*", "\\#*"},
                    UnvisCase{"\\^A\\^?", "\1\177"}, UnvisCase{"\\M-C\\M-<", "\xc3\xbc"},
                    UnvisCase{"\\M^?\\M-~", "\xff\xfe"}));

} // namespace
} // namespace permap::scanner
