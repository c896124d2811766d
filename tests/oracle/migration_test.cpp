// SPDX-License-Identifier: Apache-2.0
// What guests see before and after a conversion from passthrough to mapped-xattr, told by the real
// server; and what the host's kernel tells after the conversion and after it was undone.
#include "tests/oracle/expected_differences.hpp"
#include "tests/oracle/generated_tree.hpp"
#include "tests/oracle/guest_work.hpp"
#include "tests/oracle/migration_fixture.hpp"

#include <algorithm>
#include <array>

#include <sys/stat.h>

namespace permap::oracle {
namespace {

using ::testing::IsEmpty;

constexpr std::uint64_t kSeed = 20260823;

/// Builds a generated tree, which is converted in the test.
class Migration : public MigrationFixture {
protected:
    void build(const TreeSize& size) {
        Dice dice = dice_of(kSeed);
        HostTree built(tree());
        generate_tree(built, dice, size);
    }

    void convert_to_mapped() { convert(tree(), "passthrough", "mapped-xattr"); }
};

TEST_F(Migration, BothServersShowTheSame) {
    build({.objects = 300});
    const GuestListing before = see(tree(), "passthrough");
    ASSERT_GT(before.size(), 400U);

    convert_to_mapped();

    EXPECT_THAT(differences(before, see(tree(), "mapped-xattr")), IsEmpty());
    EXPECT_THAT(differences(before, see(tree(), "mapped-xattr", kHostOwner)), IsEmpty());
}

TEST_F(Migration, UndoPutsBackTheHost) {
    build({.objects = 600});
    const HostListing before = list_host(tree());

    convert_to_mapped();
    undo();

    EXPECT_THAT(differences(before, list_host(tree())), IsEmpty());
}

TEST_F(Migration, HostIsLeftWithTheServersOwnerAndModes) {
    build({.objects = 300});
    const HostListing before = list_host(tree());

    convert_to_mapped();

    for (const auto& [path, entry] : list_host(tree())) {
        const bool is_directory = S_ISDIR(before.at(path).mode);
        EXPECT_EQ(entry.mode, is_directory ? S_IFDIR | 0700U : S_IFREG | 0600U) << path;
        EXPECT_EQ(entry.uid, kHostOwner.uid) << path;
        EXPECT_EQ(entry.gid, kHostOwner.gid) << path;
        EXPECT_FALSE(entry.xattrs.contains("system.posix_acl_access")) << path;
        EXPECT_FALSE(entry.xattrs.contains("system.posix_acl_default")) << path;
    }
}

TEST_F(Migration, NoPlantedAttributeIsLeft) {
    static constexpr std::array<std::string_view, 6> kServers = {
        "user.virtfs.uid",
        "user.virtfs.gid",
        "user.virtfs.mode",
        "user.virtfs.rdev",
        "user.virtfs.system.posix_acl_access",
        "user.virtfs.system.posix_acl_default"};
    build({.objects = 300});

    convert_to_mapped();

    for (const auto& [path, entry] : list_host(tree())) {
        for (const auto& [name, value] : entry.xattrs) {
            const bool is_known = std::ranges::find(kServers, name) != kServers.end();
            EXPECT_TRUE(is_known || !name.starts_with("user.virtfs.")) << path << ": " << name;
        }
    }
}

TEST_F(Migration, UnprivilegedServerCanDoEverythingEverywhere) {
    build({.objects = 60});
    const GuestListing before = see(tree(), "passthrough");
    convert_to_mapped();
    QemuOptions unprivileged = options("mapped-xattr");
    unprivileged.export_path = tree();
    unprivileged.run_as = kHostOwner;
    serve(unprivileged);

    EXPECT_THAT(work_everywhere(*guest_, before), IsEmpty());
    EXPECT_THAT(remove_everything(*guest_, before), IsEmpty());
    EXPECT_THAT(*guest_->list_directory(""), IsEmpty());
}

/// Root on the host may attach such attributes to links and specials, and a stand-in can hold them.
TEST_F(Migration, TrustedAttributesOfReplacedObjectsSurviveTheWayThereAndBack) {
    HostTree built(tree());
    built.make("link", {.mode = S_IFLNK, .content = "target"});
    built.make("fifo", {.mode = S_IFIFO | 0600});
    built.set_xattr("link", "trusted.stone", "old");
    built.set_xattr("fifo", "trusted.stone", "old");
    const HostListing before = list_host(tree());

    convert_to_mapped();
    EXPECT_EQ(host_->xattr_of("tree/link", "trusted.stone")->value_or("absent"), "old");
    undo();

    EXPECT_THAT(differences(before, list_host(tree())), IsEmpty());
}

} // namespace
} // namespace permap::oracle
