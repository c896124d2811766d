// SPDX-License-Identifier: Apache-2.0
#include "codec/model.hpp"

#include <gtest/gtest.h>

namespace permap::codec {
namespace {

TEST(Model, IsFoundByNameAndAlias) {
    ASSERT_NE(find_model("mapped-xattr"), nullptr);
    EXPECT_EQ(find_model("mapped"), find_model("mapped-xattr"));
    EXPECT_EQ(find_model("passthrough")->storage, Storage::native);
    EXPECT_EQ(find_model("mapped-xatt"), nullptr);
    EXPECT_EQ(find_model(""), nullptr);
}

TEST(Model, OwnsItsMetadataWhateverTheName) {
    EXPECT_TRUE(is_ownership_attribute("user.virtfs.uid"));
    EXPECT_TRUE(is_ownership_attribute("user.virtfs.anything-planted"));
    EXPECT_TRUE(is_ownership_attribute(kAclAccess));
    EXPECT_TRUE(is_ownership_attribute(kAclDefault));
    EXPECT_TRUE(is_ownership_attribute(kCapability));
    EXPECT_FALSE(is_ownership_attribute("user.virtfsx"));
    EXPECT_FALSE(is_ownership_attribute("user.comment"));
    EXPECT_FALSE(is_ownership_attribute("security.selinux"));
}

TEST(Model, SeesMetadataOfMappedModelsOnly) {
    Attributes attributes;
    attributes.set(kAclAccess, "acl");
    attributes.set(kCapability, "cap");
    EXPECT_FALSE(has_metadata(attributes));

    attributes.set("user.virtfs.rdev", "");

    EXPECT_TRUE(has_metadata(attributes));
}

TEST(Attributes, StayInTheOrderInWhichTheyAreWritten) {
    Attributes attributes;
    for (const char* const name :
         {"user.virtfs.z", "security.capability", "user.virtfs.rdev", "user.virtfs.a",
          "user.virtfs.mode", "user.virtfs.uid", "user.virtfs.gid"}) {
        attributes.set(name, name);
    }

    std::string order;
    for (const Attribute& attribute : attributes) {
        const std::string_view name = attribute.name.view();
        order.append(name.substr(name.rfind('.'))).append(" ");
    }
    EXPECT_EQ(order, ".uid .gid .mode .rdev .capability .a .z ");
}

TEST(Attributes, ReplaceAndForget) {
    Attributes attributes;
    attributes.set("user.virtfs.uid", "old");
    attributes.set("user.virtfs.uid", "new");
    ASSERT_EQ(attributes.size(), 1U);
    EXPECT_EQ(*attributes.find("user.virtfs.uid"), "new");

    attributes.erase("user.virtfs.uid");

    EXPECT_TRUE(attributes.empty());
    EXPECT_EQ(attributes.find("user.virtfs.uid"), nullptr);
}

} // namespace
} // namespace permap::codec
