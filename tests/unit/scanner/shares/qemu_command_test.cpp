// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/qemu_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const FoundShare kPrototype = {.where = "process 7", .user = "root", .uid = 0};

std::vector<FoundShare> shares_in(const std::vector<std::string>& words) {
    return shares_of(read_qemu_words(words, "process 7"), kPrototype);
}

TEST(QemuCommand, PutsAnFsdevAndItsDeviceTogether) {
    const auto shares =
        shares_in({"qemu-system-x86_64", "-name", "guest=web,debug-threads=on", "-fsdev",
                   "local,security_model=mapped,id=fs0,path=/srv/a,,b,fmode=0640,"
                   "dmode=0750,multidevs=remap,readonly=on",
                   "-device", "virtio-9p-pci,fsdev=fs0,mount_tag=data"});

    FoundShare expected = kPrototype;
    expected.guest = "web";
    expected.tag = "data";
    expected.path = "/srv/a,b";
    expected.model = "mapped-xattr";
    expected.file_mode = {.text = "0640", .value = 0640};
    expected.directory_mode = {.text = "0750", .value = 0750};
    expected.multidevs = "remap";
    expected.is_read_only = true;
    EXPECT_THAT(shares, ElementsAre(expected));
}

TEST(QemuCommand, ReadsADeviceInJsonAsLibvirtWritesIt) {
    const auto shares =
        shares_in({"-fsdev", "local,security_model=passthrough,id=fsdev-fs0,path=/srv", "-device",
                   R"({"driver":"virtio-9p-pci","id":"fs0","fsdev":"fsdev-fs0",)"
                   R"("mount_tag":"t","bus":"pci.1"})"});

    ASSERT_THAT(shares, SizeIs(1));
    EXPECT_EQ(shares[0].tag, "t");
    EXPECT_EQ(shares[0].model, "passthrough");
}

TEST(QemuCommand, ShowsAnFsdevAsOftenAsDevicesDo) {
    const auto shares = shares_in({"-fsdev", "local,security_model=mapped,id=a,path=/srv",
                                   "-device", "virtio-9p-pci,fsdev=a,mount_tag=one", "-device",
                                   "virtio-9p-pci,fsdev=a,mount_tag=two"});

    ASSERT_THAT(shares, SizeIs(2));
    EXPECT_EQ(shares[0].tag, "one");
    EXPECT_EQ(shares[1].tag, "two");
    EXPECT_EQ(shares[1].path, "/srv");
}

TEST(QemuCommand, KnowsThatVirtfsIgnoresModes) {
    const auto shares = shares_in(
        {"--virtfs", "local,path=/srv,mount_tag=t,security_model=mapped-file,fmode=0644"});

    ASSERT_THAT(shares, SizeIs(1));
    EXPECT_EQ(shares[0].tag, "t");
    EXPECT_TRUE(shares[0].file_mode.is_ignored);
    EXPECT_FALSE(shares[0].directory_mode.is_ignored);
}

TEST(QemuCommand, PairsSeveralShares) {
    const auto shares = shares_in({"-device", "virtio-9p-device,fsdev=b,mount_tag=second", "-fsdev",
                                   "local,id=a,path=/a,security_model=none", "-device",
                                   "virtio-9p-ccw,fsdev=a,mount_tag=first", "-fsdev",
                                   "local,id=b,path=/b,security_model=none"});

    ASSERT_THAT(shares, SizeIs(2));
    EXPECT_EQ(shares[0].tag + shares[0].path, "first/a");
    EXPECT_EQ(shares[1].tag + shares[1].path, "second/b");
}

TEST(QemuCommand, LeavesOutWhatExportsNothing) {
    EXPECT_THAT(shares_in({"-fsdev", "synth,id=s", "-virtfs", "proxy,socket=/x,mount_tag=p",
                           "-device", "virtio-net-pci,netdev=n", "-drive", "file=/x"}),
                IsEmpty());
}

TEST(QemuCommand, FindsTheSocketOfAVirtiofsDevice) {
    const auto shares = shares_in({"-chardev", "socket,id=c,path=/run/fs.sock", "-device",
                                   "vhost-user-fs-pci,chardev=c,tag=vfs"});

    ASSERT_THAT(shares, SizeIs(1));
    EXPECT_EQ(shares[0].protocol, ShareProtocol::virtiofs);
    EXPECT_EQ(shares[0].tag, "vfs");
    EXPECT_EQ(shares[0].socket, "/run/fs.sock");
}

TEST(QemuCommand, NamesTheArgumentThatIsDamaged) {
    const QemuDefinitions found =
        read_qemu_words(std::vector<std::string>{"qemu", "-device", "{\"driver\":"}, "process 7");

    ASSERT_THAT(found.mistakes, SizeIs(1));
    EXPECT_THAT(base::to_text(found.mistakes[0]), HasSubstr("'process 7'"));
    EXPECT_THAT(base::to_text(found.mistakes[0]), HasSubstr("argument 2 (of -device)"));
}

TEST(QemuCommand, ReadsTheFileOfReadconfig) {
    QemuDefinitions found =
        read_qemu_words(std::vector<std::string>{"-readconfig", "vm.cfg"}, "process 7");
    add_qemu_config("# a comment\n[fsdev \"fs0\"]\n  fsdriver = \"local\"\n  path = \"/srv/a,b\"\n"
                    "  security_model = \"passthrough\"\n\n[device]\n  driver = \"virtio-9p-pci\"\n"
                    "  fsdev = \"fs0\"\n  mount_tag = \"t\"\n[virtfs]\n  path = \"/no\"\n",
                    "vm.cfg", found);

    EXPECT_THAT(found.config_files, ElementsAre("vm.cfg"));
    const auto shares = shares_of(found, kPrototype);
    ASSERT_THAT(shares, SizeIs(1));
    EXPECT_EQ(shares[0].path, "/srv/a,b");
    EXPECT_EQ(shares[0].tag, "t");
    EXPECT_THAT(found.mistakes, IsEmpty());
}

TEST(QemuCommand, NamesTheLineOfAConfigFileThatIsDamaged) {
    QemuDefinitions found;

    add_qemu_config("[fsdev \"a\"]\nnonsense\n", "vm.cfg", found);

    ASSERT_THAT(found.mistakes, SizeIs(1));
    EXPECT_THAT(base::to_text(found.mistakes[0]), HasSubstr("line 2"));
}

struct ModeRow {
    const char* text;
    std::optional<std::uint32_t> value;
    bool looks_octal_is_decimal;
};

class QemuMode : public testing::TestWithParam<ModeRow> {};

TEST_P(QemuMode, IsReadAsQemuReadsIt) {
    const CreateMode mode = read_qemu_mode(GetParam().text);

    EXPECT_EQ(mode.value, GetParam().value);
    EXPECT_EQ(mode.looks_octal_is_decimal, GetParam().looks_octal_is_decimal);
}

// 644 in decimal is 01204, and 0204 is what files get (measured against QEMU 7.2).
INSTANTIATE_TEST_SUITE_P(Table, QemuMode,
                         testing::Values(ModeRow{"0644", 0644, false}, ModeRow{"644", 0204, true},
                                         ModeRow{"0x1a4", 0644, false}, ModeRow{"420", 0644, true},
                                         ModeRow{"0", 0, false}, ModeRow{"999", 0747, false},
                                         ModeRow{"rw", std::nullopt, false},
                                         ModeRow{"", std::nullopt, false}));

TEST(VirtiofsdCommand, ReadsTheNewAndTheOldForm) {
    const std::vector<std::string> rust = {"/usr/libexec/virtiofsd", "--shared-dir", "/srv/a",
                                           "--socket-path=/run/a.sock", "--readonly"};
    const std::vector<std::string> c = {"virtiofsd", "--socket-path=/run/b.sock", "-o",
                                        "source=/srv/b,cache=auto"};

    const ParsedShares first = parse_virtiofsd_words(rust, kPrototype);
    const ParsedShares second = parse_virtiofsd_words(c, kPrototype);

    ASSERT_THAT(first.shares, SizeIs(1));
    EXPECT_EQ(first.shares[0].path, "/srv/a");
    EXPECT_EQ(first.shares[0].socket, "/run/a.sock");
    EXPECT_TRUE(first.shares[0].is_read_only);
    ASSERT_THAT(second.shares, SizeIs(1));
    EXPECT_EQ(second.shares[0].path, "/srv/b");
}

} // namespace
} // namespace permap::scanner
