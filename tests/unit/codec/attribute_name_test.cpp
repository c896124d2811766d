// SPDX-License-Identifier: Apache-2.0
#include "codec/attribute_name.hpp"

#include "codec/facts.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace permap::codec {
namespace {

/// In the order of their numbers, which run files keep: names are only ever appended.
constexpr std::array<std::string_view, 11> kNumbered = {
    "user.virtfs.uid",
    "user.virtfs.gid",
    "user.virtfs.mode",
    "user.virtfs.rdev",
    "user.virtfs.system.posix_acl_access",
    "user.virtfs.system.posix_acl_default",
    "/metadata file",
    "/metadata directory",
    "system.posix_acl_access",
    "system.posix_acl_default",
    "security.capability",
};

TEST(AttributeName, KeepsItsNumber) {
    ASSERT_EQ(AttributeName::count_known(), kNumbered.size());
    for (std::size_t i = 0; i < kNumbered.size(); ++i) {
        const auto number = static_cast<std::uint8_t>(i + 1);
        EXPECT_EQ(AttributeName(kNumbered.at(i)).number(), number);
        EXPECT_EQ(AttributeName::of_number(number).view(), kNumbered.at(i));
        EXPECT_STREQ(AttributeName::of_number(number).c_str(), kNumbered.at(i).data());
    }
}

TEST(AttributeName, IsItsTextWhereItHasNoNumber) {
    const AttributeName name("user.virtfs.uidx");

    EXPECT_EQ(name.number(), 0);
    EXPECT_STREQ(name.c_str(), "user.virtfs.uidx");
    EXPECT_TRUE(name == std::string_view("user.virtfs.uidx"));
    EXPECT_FALSE(name == AttributeName("user.virtfs.uid"));
    EXPECT_FALSE(name == AttributeName("user.virtfs.uidy"));
}

TEST(AttributeName, WithoutNumberComesLastInTheOrderOfTexts) {
    std::vector<AttributeName> names = {"user.b", "security.capability", "user.a",
                                        "user.virtfs.uid"};

    std::ranges::sort(names);

    EXPECT_EQ(names, (std::vector<AttributeName>{"user.virtfs.uid", "security.capability", "user.a",
                                                 "user.b"}));
}

} // namespace
} // namespace permap::codec
