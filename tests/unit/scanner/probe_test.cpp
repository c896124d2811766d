// SPDX-License-Identifier: Apache-2.0
#include "scanner/probe_mount.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

MountProbe on(const std::string& type, Answer user_attributes) {
    MountProbe probe;
    probe.mount.point = "/srv/a b";
    probe.mount.type = type;
    probe.mount.source = "/dev/sdb1";
    probe.at(Ability::user_file).answer = user_attributes;
    probe.at(Ability::user_directory).answer = user_attributes;
    probe.at(Ability::owners).answer = Answer::yes;
    probe.at(Ability::special_files).answer = Answer::yes;
    probe.space.block_size = 4096;
    probe.space.blocks_available = 1;
    return probe;
}

MountProbe advised(MountProbe probe) {
    add_advice(probe, false);
    return probe;
}

TEST(ProbeAdvice, IsSilentWhereAllIsWell) {
    const MountProbe probe = advised(on("xfs", Answer::yes));

    EXPECT_THAT(probe.notes, IsEmpty());
    EXPECT_THAT(probe.fixes, IsEmpty());
    EXPECT_EQ(is_fit_for(probe, "mapped-xattr"), Answer::yes);
}

TEST(ProbeAdvice, HasTheLineOfFstabForAnOldExt4) {
    const MountProbe probe = advised(on("ext4", Answer::no));

    EXPECT_THAT(probe.fixes,
                Contains(AllOf(HasSubstr("mount -o remount,user_xattr $'/srv/a b'"),
                               HasSubstr("/dev/sdb1 /srv/a\\040b ext4 defaults,user_xattr 0 2"))));
    EXPECT_EQ(is_fit_for(probe, "mapped-xattr"), Answer::no);
    EXPECT_EQ(is_fit_for(probe, "mapped-file"), Answer::yes);
}

TEST(ProbeAdvice, OffersMappedFileWhereNothingElseHelps) {
    EXPECT_THAT(advised(on("ramfs", Answer::no)).fixes, Contains(HasSubstr("mapped-file")));
    EXPECT_THAT(advised(on("nfs", Answer::no)).fixes, Contains(HasSubstr("vers=4.2")));
}

TEST(ProbeAdvice, TellsAReadOnlyMountFromAReadOnlyFileSystem) {
    MountProbe mount = on("ext4", Answer::yes);
    mount.is_read_only = true;
    mount.mount.options = "ro";
    MountProbe whole = mount;
    whole.mount.super_options = "ro";

    EXPECT_THAT(advised(mount).fixes, Contains("mount -o remount,bind,rw $'/srv/a b'"));
    EXPECT_THAT(advised(whole).fixes, Contains(HasSubstr("the kernel's log")));
    EXPECT_EQ(is_fit_for(mount, "mapped-file"), Answer::no);
}

TEST(ProbeAdvice, WarnsOfAnOverlayThatTearsHardLinksApart) {
    MountProbe without = on("overlay", Answer::yes);
    MountProbe with = without;
    with.mount.super_options = "rw,index=on";

    EXPECT_THAT(advised(without).notes, Contains(HasSubstr("tears hard links apart")));
    EXPECT_THAT(advised(with).fixes, IsEmpty());
    add_advice(without, true); // the kernel's default
    EXPECT_THAT(without.notes, Contains(HasSubstr("stay together")));
}

TEST(ProbeMount, KnowsWhichTypesRefuseToExchange) {
    for (const char* const type : {"minix", "nfs4", "9p", "cifs"}) {
        EXPECT_TRUE(lacks_exchange(type)) << type;
    }
    for (const char* const type : {"ext2", "ext4", "xfs", "btrfs", "tmpfs", "overlay", "gfs2"}) {
        EXPECT_FALSE(lacks_exchange(type)) << type;
    }
}

TEST(ProbeMount, FindsTheMountUnderADirectory) {
    const tests::ScratchDirectory scratch;

    const base::Result<ProbeTargets> found = find_targets(scratch.path());

    ASSERT_TRUE(found) << base::to_text(found.error());
    ASSERT_THAT(found->targets, testing::SizeIs(1));
    EXPECT_EQ(found->targets.front().path, ".");
    EXPECT_THAT(found->targets.front().mount.type, testing::Not(IsEmpty()));
}

TEST(ProbeMount, AgreesWithTheKernelAboutUserAttributes) {
    const tests::ScratchDirectory scratch;
    scratch.make_directory("sub");
    const base::Result<ProbeTargets> found = find_targets(scratch.path());
    ASSERT_TRUE(found);

    const base::Result<MountProbe> probe =
        probe_mount(found->targets.front(), base::Safety::dirfd, HostFiles());

    ASSERT_TRUE(probe) << base::to_text(probe.error());
    EXPECT_NO_THROW(scratch.set_xattr("sub", "user.a", "1"));
    EXPECT_EQ(probe->at(Ability::user_directory).answer, Answer::yes);
    EXPECT_EQ(probe->at(Ability::user_symlink).answer, Answer::no);
    EXPECT_GT(probe->space.block_size, 0);
}

TEST(ProbeMount, RefusesWhatIsNoDirectory) {
    const tests::ScratchDirectory scratch;
    scratch.make_file("file");

    EXPECT_FALSE(find_targets(scratch.path_of("file")));
    EXPECT_FALSE(find_targets(scratch.path_of("missing")));
}

} // namespace
} // namespace permap::scanner
