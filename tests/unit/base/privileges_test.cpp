// SPDX-License-Identifier: Apache-2.0
// Over recorded directories of /proc.
#include "base/privileges.hpp"

#include "tests/support/scratch_directory.hpp"

#include <gtest/gtest.h>

namespace permap::base {
namespace {

Privileges read(const char* capabilities, const char* map) {
    const tests::ScratchDirectory proc;
    proc.make_file("status", std::string("Name:\tx\nCapEff:\t") + capabilities + "\nCapBnd:\t0\n");
    proc.make_file("uid_map", map);
    proc.make_file("gid_map", map);
    return read_privileges(proc.path());
}

constexpr const char* kAll = "000001ffffffffff";
constexpr const char* kFirstNamespace = "         0          0 4294967295\n";

TEST(Privileges, AreAllThoseOfRoot) {
    const Privileges may = read(kAll, kFirstNamespace);

    EXPECT_TRUE(may.may_change_any);
    EXPECT_TRUE(may.may_make_devices);
    EXPECT_TRUE(may.may_set_capabilities);
    EXPECT_TRUE(may.may_clear_flags);
    EXPECT_TRUE(holds(may.uids, 4294967294U));
}

TEST(Privileges, AreMissingOneByOne) {
    EXPECT_FALSE(read("000001fffffffffe", kFirstNamespace).may_change_any);       // bit 0
    EXPECT_FALSE(read("000001fffffffffd", kFirstNamespace).may_change_any);       // bit 1
    EXPECT_FALSE(read("000001fffffffff7", kFirstNamespace).may_change_any);       // bit 3
    EXPECT_FALSE(read("000001fff7ffffff", kFirstNamespace).may_make_devices);     // bit 27
    EXPECT_FALSE(read("000001ff7fffffff", kFirstNamespace).may_set_capabilities); // bit 31
    EXPECT_FALSE(read("000001fffffffdff", kFirstNamespace).may_clear_flags);      // bit 9
}

TEST(Privileges, DoNotCountInAUserNamespace) {
    const Privileges may = read(kAll, "0 100000 65536\n100000 1000 1\n");

    EXPECT_TRUE(may.may_change_any) << "whose ids exist there";
    EXPECT_FALSE(may.may_make_devices);
    EXPECT_FALSE(may.may_set_capabilities);
    EXPECT_FALSE(may.may_clear_flags);
    EXPECT_TRUE(holds(may.uids, 65535));
    EXPECT_FALSE(holds(may.uids, 65536));
    EXPECT_TRUE(holds(may.gids, 100000));
}

TEST(Privileges, CountAllIdsWhereAMapCannotBeRead) {
    const tests::ScratchDirectory proc;
    proc.make_file("status", std::string("CapEff:\t") + kAll + "\n");
    proc.make_file("uid_map", kFirstNamespace);

    const Privileges may = read_privileges(proc.path());

    EXPECT_TRUE(holds(may.uids, 4294967294U));
    EXPECT_TRUE(holds(may.gids, 4294967294U));
}

TEST(Privileges, AreReadForThisProcess) {
    EXPECT_TRUE(holds(read_privileges().uids, 0));
}

} // namespace
} // namespace permap::base
