// SPDX-License-Identifier: Apache-2.0
#include "scanner/accounts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Passwd, KnowsUsersByIdAndName) {
    const ParsedAccounts parsed = parse_passwd("root:x:0:0:root:/root:/bin/sh\n# note\n+::::::\n"
                                               "alice:x:1000:100:Alice:/home/alice:/bin/bash\n\n",
                                               "etc/passwd");

    EXPECT_THAT(parsed.mistakes, IsEmpty());
    ASSERT_NE(parsed.accounts.by_id(1000), nullptr);
    EXPECT_EQ(*parsed.accounts.by_id(1000), (Account{"alice", 1000, 100, "/home/alice"}));
    ASSERT_NE(parsed.accounts.by_name("root"), nullptr);
    EXPECT_EQ(parsed.accounts.by_name("root")->id, 0U);
    EXPECT_EQ(parsed.accounts.by_id(7), nullptr);
    EXPECT_EQ(parsed.accounts.by_name("bob"), nullptr);
}

TEST(Passwd, TheFirstOfTwoLinesWins) {
    const ParsedAccounts parsed =
        parse_passwd("a:x:5:5::/a:\nb:x:5:6::/b:\na:x:7:7::/c:\n", "etc/passwd");

    EXPECT_EQ(parsed.accounts.by_id(5)->name, "a");
    EXPECT_EQ(parsed.accounts.by_name("a")->id, 5U);
    EXPECT_EQ(parsed.accounts.by_id(7)->name, "a");
    EXPECT_THAT(parsed.accounts.all(), SizeIs(3));
}

TEST(Group, KnowsGroups) {
    const ParsedAccounts parsed = parse_group("kvm:x:103:alice,bob\n", "etc/group");

    ASSERT_NE(parsed.accounts.by_name("kvm"), nullptr);
    EXPECT_EQ(parsed.accounts.by_name("kvm")->id, 103U);
}

struct MistakeRow {
    const char* name;
    const char* line;
    const char* says;
};

class PasswdMistake : public testing::TestWithParam<MistakeRow> {};

TEST_P(PasswdMistake, NamesFileAndLineAndReadsTheRest) {
    const ParsedAccounts parsed =
        parse_passwd(std::string("a:x:5:5::/a:\n") + GetParam().line + "\nb:x:6:6::/b:", "passwd");

    ASSERT_THAT(parsed.mistakes, SizeIs(1));
    EXPECT_THAT(base::to_text(parsed.mistakes[0]), HasSubstr("'passwd'"));
    EXPECT_THAT(base::to_text(parsed.mistakes[0]), HasSubstr(GetParam().says));
    EXPECT_THAT(parsed.accounts.all(), SizeIs(2));
}

INSTANTIATE_TEST_SUITE_P(
    Table, PasswdMistake,
    testing::Values(MistakeRow{"FewFields", "c:x:1:1", "line 2: want 7 fields"},
                    MistakeRow{"NoName", ":x:1:1:::", "line 2: want 7 fields"},
                    MistakeRow{"NoNumber", "c:x:one:1:::", "line 2: not an id"},
                    MistakeRow{"NoId", "c:x:4294967295:1:::", "line 2: not an id"},
                    MistakeRow{"NoGroup", "c:x:1::::", "line 2: not an id"}),
    [](const auto& row) { return std::string(row.param.name); });

} // namespace
} // namespace permap::scanner
