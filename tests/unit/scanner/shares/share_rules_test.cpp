// SPDX-License-Identifier: Apache-2.0
// The rules about shares, each where it fires and nearly; what is one share; what is emitted.
#include "scanner/rules/all.hpp"
#include "scanner/shares/find_shares.hpp"
#include "scanner/shares/qemu_command.hpp"
#include "scanner/shares/snippet.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

/// A share with nothing wrong.
FoundShare sound_share() {
    return {.where = "a.xml",
            .guest = "web",
            .tag = "data",
            .path = "/srv/data",
            .model = "mapped-xattr",
            .user = "libvirt-qemu",
            .uid = 64055};
}

struct RuleRow {
    const char* name;
    const char* fires; ///< the only rule to fire; empty: none
    std::function<void(FoundShare&, ShareDirectory&)> change;
};

class ShareRule : public testing::TestWithParam<RuleRow> {};

TEST_P(ShareRule, FiresWhereItMust) {
    FoundShare share = sound_share();
    ShareDirectory directory;
    directory.facts = codec::Facts{};
    GetParam().change(share, directory);

    std::string fired;
    for (const Rule& rule : rules()) {
        if (rule.check_share != nullptr && rule.check_share({share, directory})) {
            fired += rule.id;
        }
    }

    EXPECT_EQ(fired, GetParam().fires);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ShareRule,
    testing::Values(
        RuleRow{"Sound", "", [](auto&, auto&) {}},
        RuleRow{"PassthroughAsRoot", "passthrough-as-root",
                [](auto& share, auto&) { share.model = "passthrough", share.uid = 0; }},
        RuleRow{"PassthroughAsOther", "", [](auto& share, auto&) { share.model = "passthrough"; }},
        RuleRow{"MappedAsRoot", "", [](auto& share, auto&) { share.uid = 0; }},
        RuleRow{"WholeHost", "wide-export", [](auto& share, auto&) { share.path = "/"; }},
        RuleRow{"SystemDirectory", "wide-export",
                [](auto& share, auto&) { share.path = "/var/lib/"; }},
        RuleRow{"BelowSystemDirectory", "",
                [](auto& share, auto&) { share.path = "/var/lib/data"; }},
        RuleRow{"Home", "wide-export", [](auto&, auto& directory) { directory.home_of = "bob"; }},
        RuleRow{"MountPointAlone", "",
                [](auto&, auto& directory) { directory.is_mount_point = true; }},
        RuleRow{"ModeAfterVirtfs", "fmode-ignored",
                [](auto& share, auto&) {
                    share.file_mode = {"0644", 0644, false, true};
                }},
        RuleRow{"DecimalMode", "fmode-ignored",
                [](auto& share, auto&) { share.directory_mode = read_qemu_mode("755"); }},
        RuleRow{"OctalMode", "",
                [](auto& share, auto&) { share.directory_mode = read_qemu_mode("0755"); }},
        RuleRow{"SeveralDevices", "multidevs-warn",
                [](auto&, auto& directory) { directory.other_devices = {"a"}; }},
        RuleRow{"SeveralDevicesRemapped", "",
                [](auto& share, auto& directory) {
                    share.multidevs = "remap";
                    directory.other_devices = {"a"};
                }},
        RuleRow{"PlainDiskExportedMapped", "model-mismatch",
                [](auto&, auto& directory) {
                    directory.looks_like = codec::find_model("passthrough");
                }},
        RuleRow{"TreeBeingFilled", "",
                [](auto&, auto& directory) {
                    directory.looks_like = codec::find_model("passthrough");
                    directory.with_metadata = 1;
                }},
        RuleRow{"MappedDiskExportedPlain", "model-mismatch",
                [](auto& share, auto& directory) {
                    share.model = "passthrough";
                    directory.looks_like = codec::find_model("mapped-xattr");
                }},
        RuleRow{"AclsWithoutClient", "access-mismatch",
                [](auto& share, auto&) {
                    share.origin = ShareOrigin::fstab;
                    share.access = "user";
                    share.has_posix_acl = true;
                }},
        RuleRow{"AclsWithClient", "",
                [](auto& share, auto&) {
                    share.origin = ShareOrigin::fstab;
                    share.has_posix_acl = true;
                }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(AccessMismatch, KnowsTheModelOfTheServersShare) {
    FoundShare mount = sound_share();
    mount.origin = ShareOrigin::fstab;
    mount.access = "1000";
    const FoundShare server = sound_share();
    const ShareDirectory directory;

    EXPECT_FALSE(check_access_mismatch({mount, directory}));
    EXPECT_TRUE(check_access_mismatch({mount, directory, &server, &directory}));
}

TEST(MergeShares, TakesTheUserOfTheRunningProcess) {
    FoundShare running = sound_share();
    running.origin = ShareOrigin::qemu;
    running.where = "process 7";
    running.uid = 0;

    const auto merged = merge_shares({sound_share()}, {running});

    ASSERT_THAT(merged, SizeIs(1));
    EXPECT_EQ(merged[0].where, "a.xml, process 7");
    EXPECT_EQ(merged[0].uid, 0U);
}

TEST(MergeShares, KeepsWhatRunsOtherwiseThanConfigured) {
    FoundShare running = sound_share();
    running.model = "none";

    EXPECT_THAT(merge_shares({sound_share()}, {running}), SizeIs(2));
}

TEST(FindServer, GivesNoneWhereTwoMachinesUseTheTag) {
    FoundShare other = sound_share();
    other.guest = "db";
    FoundShare mount = sound_share();
    mount.origin = ShareOrigin::fstab;

    EXPECT_EQ(find_server({sound_share(), other}, mount), nullptr);
    EXPECT_NE(find_server({sound_share()}, mount), nullptr);
}

TEST(Snippet, WritesTheModeThatWasMeant) {
    FoundShare share = sound_share();
    share.file_mode = read_qemu_mode("644");
    share.path = "/srv/a,b";

    EXPECT_EQ(write_snippet(share, SnippetForm::qemu),
              "-fsdev local,id=fs-data,path=/srv/a,,b,security_model=mapped-xattr,fmode=0644,"
              "multidevs=remap \\\n-device virtio-9p-pci,fsdev=fs-data,mount_tag=data\n");
}

TEST(Snippet, SaysNothingWhereTheDirectoryIsNotKnown) {
    FoundShare share = sound_share();
    share.path.clear();

    EXPECT_THAT(write_snippet(share, SnippetForm::libvirt), IsEmpty());
    EXPECT_EQ(write_snippet(share, SnippetForm::fstab),
              "data /mnt/data 9p trans=virtio,version=9p2000.L,access=client 0 0\n");
}

} // namespace
} // namespace permap::scanner
