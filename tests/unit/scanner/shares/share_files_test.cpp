// SPDX-License-Identifier: Apache-2.0
// The readers of configuration files that describe shares: libvirt, Proxmox, fstab.
#include "scanner/shares/guest_fstab.hpp"
#include "scanner/shares/libvirt_domain.hpp"
#include "scanner/shares/proxmox_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const FoundShare kLibvirt = {.origin = ShareOrigin::libvirt, .where = "web.xml", .user = "qemu"};

ParsedShares domain_with(const std::string& devices, const std::string& rest = "") {
    return parse_libvirt_domain("<domain type='kvm'>\n<name>web</name>\n" + rest + "<devices>\n" +
                                    devices + "</devices></domain>",
                                kLibvirt);
}

TEST(LibvirtDomain, ReadsAFilesystem) {
    const ParsedShares parsed =
        domain_with("<filesystem type='mount' accessmode='mapped' fmode='640' dmode='0750' "
                    "multidevs='remap'><source dir='/srv/a&amp;b'/><target dir='data'/><readonly/>"
                    "</filesystem>");

    FoundShare expected = kLibvirt;
    expected.guest = "web";
    expected.path = "/srv/a&b";
    expected.tag = "data";
    expected.model = "mapped-xattr";
    expected.file_mode = {.text = "640", .value = 0640}; // octal in libvirt, whatever it looks like
    expected.directory_mode = {.text = "0750", .value = 0750};
    expected.multidevs = "remap";
    expected.is_read_only = true;
    EXPECT_THAT(parsed.shares, ElementsAre(expected));
    EXPECT_THAT(parsed.mistakes, IsEmpty());
}

struct AccessRow {
    const char* name;
    const char* attributes;
    const char* model;
};

class LibvirtAccessMode : public testing::TestWithParam<AccessRow> {};

TEST_P(LibvirtAccessMode, BecomesAModelOfQemu) {
    const ParsedShares parsed = domain_with(std::string("<filesystem ") + GetParam().attributes +
                                            "><source dir='/a'/></filesystem>");

    ASSERT_THAT(parsed.shares, SizeIs(1));
    EXPECT_EQ(parsed.shares[0].model, GetParam().model);
    EXPECT_EQ(parsed.shares[0].multidevs, "");
}

INSTANTIATE_TEST_SUITE_P(
    Table, LibvirtAccessMode,
    testing::Values(AccessRow{"Default", "type='mount'", "passthrough"},
                    AccessRow{"Passthrough", "accessmode='passthrough'", "passthrough"},
                    AccessRow{"Mapped", "accessmode='mapped' multidevs='default'", "mapped-xattr"},
                    AccessRow{"Squash", "accessmode='squash'", "none"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(LibvirtDomain, ReadsVirtiofsAndTheCommandLine) {
    const ParsedShares parsed = domain_with(
        "<filesystem type='mount'><driver type='virtiofs'/><source dir='/v'/><target dir='vt'/>"
        "</filesystem>",
        "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
        "<qemu:arg value='-virtfs'/>"
        "<qemu:arg value='local,path=/f,mount_tag=ft,security_model=mapped-file'/>"
        "</qemu:commandline>");

    ASSERT_THAT(parsed.shares, SizeIs(2));
    EXPECT_EQ(parsed.shares[0].protocol, ShareProtocol::virtiofs);
    EXPECT_EQ(parsed.shares[1].model, "mapped-file");
    EXPECT_EQ(parsed.shares[1].guest, "web");
}

TEST(LibvirtDomain, TakesTheUserOfTheSecurityLabel) {
    const ParsedShares parsed =
        domain_with("<filesystem><source dir='/a'/></filesystem>",
                    "<seclabel type='dynamic' model='apparmor'/>"
                    "<seclabel type='static' model='dac'><label>+1000:+100</label></seclabel>");

    ASSERT_THAT(parsed.shares, SizeIs(1));
    EXPECT_EQ(parsed.shares[0].user, "+1000:+100");
}

TEST(LibvirtDomain, LeavesOutContainersAndBlockDevices) {
    EXPECT_THAT(domain_with("<filesystem type='block'><source dev='/dev/x'/></filesystem>").shares,
                IsEmpty());
    EXPECT_THAT(parse_libvirt_domain("<domain type='lxc'><devices><filesystem><source dir='/a'/>"
                                     "</filesystem></devices></domain>",
                                     kLibvirt)
                    .shares,
                IsEmpty());
}

struct MistakeRow {
    const char* name;
    const char* xml;
    const char* says;
};

class LibvirtMistake : public testing::TestWithParam<MistakeRow> {};

TEST_P(LibvirtMistake, NamesFileAndLine) {
    const ParsedShares parsed = parse_libvirt_domain(GetParam().xml, kLibvirt);

    ASSERT_THAT(parsed.mistakes, SizeIs(1));
    EXPECT_THAT(base::to_text(parsed.mistakes[0]), HasSubstr("'web.xml'"));
    EXPECT_THAT(base::to_text(parsed.mistakes[0]), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Table, LibvirtMistake,
    testing::Values(
        MistakeRow{"NotXml", "<domain>\n<name>\n<name", "line 3: not XML"},
        MistakeRow{"NoDomain", "<network/>", "line 1: no <domain> in it"},
        MistakeRow{"Empty", "", "line 1: not XML"},
        MistakeRow{
            "AccessMode",
            "<domain><devices>\n\n<filesystem accessmode='mapped-xattr'/></devices></domain>",
            "line 3: accessmode 'mapped-xattr': want"},
        MistakeRow{"FileMode", "<domain><devices><filesystem fmode='rw'/></devices></domain>",
                   "line 1: fmode 'rw' is no octal mode"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(QemuConf, GivesAValueThatIsSet) {
    const char* const text = "#user = \"root\"\nuser_group = \"x\"\n  user = \"+0\"\ngroup='kvm'\n";

    EXPECT_EQ(qemu_conf_value(text, "user"), "+0");
    EXPECT_EQ(qemu_conf_value(text, "group"), "kvm");
    EXPECT_EQ(qemu_conf_value(text, "absent"), "");
}

TEST(ProxmoxConfig, ReadsTheArgsOfTheMachineAsItIs) {
    const ParsedShares parsed = parse_proxmox_config(
        "args: -virtfs 'local,path=/tank/my share,mount_tag=t,security_model=passthrough'\n"
        "name: web\n\n[before]\nargs: -virtfs local,path=/old,mount_tag=o,security_model=none\n",
        {}, {.origin = ShareOrigin::proxmox, .where = "100.conf", .user = "root", .uid = 0});

    ASSERT_THAT(parsed.shares, SizeIs(1));
    EXPECT_EQ(parsed.shares[0].path, "/tank/my share");
    EXPECT_EQ(parsed.shares[0].guest, "web");
    EXPECT_EQ(parsed.shares[0].uid, 0U);
}

TEST(ProxmoxConfig, NamesTheLineWithAnOpenQuote) {
    const ParsedShares parsed =
        parse_proxmox_config("name: web\nargs: -virtfs 'local\n", {}, {.where = "100.conf"});

    ASSERT_THAT(parsed.mistakes, SizeIs(1));
    EXPECT_THAT(base::to_text(parsed.mistakes[0]), HasSubstr("line 2"));
}

// as `pvesh create /cluster/mapping/dir` writes them
constexpr const char* kMappings = "media\n\tmap node=pve1,path=/tank/media\n"
                                  "\tmap path=/srv/media,node=pve2\n\tdescription map path=/x\n\n"
                                  "games\n\tmap node=pve2,path=/srv/games\n";

TEST(ProxmoxConfig, FindsTheDirectoriesOfVirtiofs) {
    const ParsedShares parsed = parse_proxmox_config(
        "virtiofs0: dirid=media,cache=auto\nvirtiofs1: games\nvirtiofsd: dirid=media\nname: web\n"
        "virtiofs2: dirid=nowhere\n[before]\nvirtiofs0: dirid=games\n",
        parse_proxmox_directories(kMappings, "pve2"), {.where = "100.conf"});

    ASSERT_THAT(parsed.shares, SizeIs(3));
    EXPECT_EQ(parsed.shares[0].path, "/srv/media");
    EXPECT_EQ(parsed.shares[0].tag, "media");
    EXPECT_EQ(parsed.shares[0].guest, "web");
    EXPECT_EQ(parsed.shares[0].model, "passthrough");
    EXPECT_EQ(parsed.shares[0].protocol, ShareProtocol::virtiofs);
    EXPECT_EQ(parsed.shares[1].path, "/srv/games");
    EXPECT_EQ(parsed.shares[2].path, "");
}

TEST(ProxmoxConfig, TakesTheDirectoriesOfThisNode) {
    EXPECT_THAT(parse_proxmox_directories(kMappings, "pve1"),
                ElementsAre(std::pair<const std::string, std::string>("media", "/tank/media")));
    EXPECT_THAT(parse_proxmox_directories(kMappings, ""), SizeIs(2));
}

TEST(ShellWords, AreSplitAsAShellDoes) {
    const auto words = split_shell_words("  a 'b c'  d\\ e \"f 'g\\\"\"h '' ");

    ASSERT_TRUE(words);
    EXPECT_THAT(*words, ElementsAre("a", "b c", "d e", "f 'g\"h", ""));
}

TEST(GuestFstab, ReadsSharesOfTheHost) {
    const FoundShare prototype = {.origin = ShareOrigin::fstab, .where = "etc/fstab"};

    const ParsedShares parsed = parse_guest_fstab(
        "# comment\nUUID=1 / ext4 defaults 0 1\n"
        "data /srv/my\\040data 9p trans=virtio,version=9p2000.L,ro,access=any,posixacl 0 0\n"
        "vfs /v virtiofs defaults\n"
        "10.0.0.1 /net 9p trans=tcp,port=564 0 0\n",
        prototype);

    FoundShare first = prototype;
    first.tag = "data";
    first.mount_point = "/srv/my data";
    first.is_read_only = true;
    first.access = "any";
    first.has_posix_acl = true;
    FoundShare second = prototype;
    second.protocol = ShareProtocol::virtiofs;
    second.tag = "vfs";
    second.mount_point = "/v";
    EXPECT_THAT(parsed.shares, ElementsAre(first, second));
    EXPECT_THAT(parsed.mistakes, IsEmpty());
}

TEST(GuestFstab, NamesTheLineWithAWrongAccess) {
    const ParsedShares parsed =
        parse_guest_fstab("\nt /t 9p access=root\n", {.where = "etc/fstab"});

    ASSERT_THAT(parsed.mistakes, SizeIs(1));
    EXPECT_THAT(base::to_text(parsed.mistakes[0]), HasSubstr("line 2: access=root"));
    EXPECT_THAT(parsed.shares, SizeIs(1));
}

} // namespace
} // namespace permap::scanner
