// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_entry.hpp"

#include <gtest/gtest.h>

namespace permap::codec {
namespace {

Facts facts_of(Kind kind) {
    Facts facts;
    facts.state.kind = kind;
    facts.state.mode = 02755;
    facts.state.uid = HostUid{64055};
    facts.state.gid = HostGid{64056};
    facts.nlink = 3;
    facts.identity.inode = 77;
    return facts;
}

TEST(ManifestEntry, OfTheHostIsTheInode) {
    Facts facts = facts_of(Kind::file);
    facts.state.attributes.set(kCapability, "bytes");

    const ManifestEntry entry = manifest_of_host("a/b", facts);

    EXPECT_EQ(entry.path, "a/b");
    EXPECT_EQ(entry.mode, 02755U);
    EXPECT_EQ(entry.uid, 64055U);
    EXPECT_EQ(entry.gid, 64056U);
    EXPECT_EQ(entry.nlink, 3U);
    EXPECT_EQ(entry.capability, "bytes");
}

TEST(ManifestEntry, OfTheGuestIsTheView) {
    GuestView view;
    view.kind = Kind::symlink;
    view.uid = GuestUid{5};
    view.link = "to";

    const ManifestEntry entry = manifest_of_guest("a", facts_of(Kind::file), view);

    EXPECT_EQ(entry.kind, Kind::symlink);
    EXPECT_EQ(entry.uid, 5U);
    EXPECT_EQ(entry.link, "to");
    EXPECT_TRUE(entry.known.has(ManifestField::link));
    EXPECT_FALSE(entry.known.has(ManifestField::rdev));
}

TEST(ManifestEntry, SaysNothingOfTheLinksOfDirectories) {
    const ManifestEntry entry = manifest_of_host("d", facts_of(Kind::directory));

    EXPECT_FALSE(entry.known.has(ManifestField::nlink));
    EXPECT_EQ(entry.nlink, 0U);
}

TEST(ManifestEntry, ComesBackFromItsBytes) {
    ManifestEntry entry = manifest_of_host("a\nb", facts_of(Kind::block_device));
    entry.rdev = 0x123456789;
    entry.identity.birth = {-5, 7};
    entry.acl = std::string("\0\1", 2);

    EXPECT_EQ(unpack_entry(pack_entry(entry)), entry);
    EXPECT_EQ(unpack_entry(pack_entry(entry).substr(1)), std::nullopt);
}

} // namespace
} // namespace permap::codec
