// SPDX-License-Identifier: Apache-2.0
// The model mapped-file against the real server: whatever text lies in a metadata file, our decoder
// reads what the server shows; and our encoder writes, byte for byte, what the server writes.
#include "base/quote.hpp"
#include "codec/metadata_file.hpp"
#include "codec/model.hpp"
#include "tests/oracle/host_tree.hpp"
#include "tests/oracle/oracle_fixture.hpp"

#include <array>
#include <fstream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace permap::oracle {
namespace {

using namespace std::string_literals;
using codec::Decoded;
using codec::GuestView;
using codec::Kind;
using codec::Oddity;

constexpr std::uint64_t kSeed = 20110916;
constexpr int kTexts = 400;

class MappedFile : public OracleFixture {
protected:
    void SetUp() override {
        OracleFixture::SetUp();
        if (host_ != nullptr) {
            serve(options("mapped-file"));
            ASSERT_EQ(::mkdir(host_->path_of(".virtfs_metadata").c_str(), 0700), 0);
        }
    }

    /// A file (77:78, 0640) whose metadata file holds `text`; compares both readings of it.
    void check(const std::string& name, const std::string& text);

    [[nodiscard]] std::string metadata_of(const std::string& name) const {
        return *host_->content_of(".virtfs_metadata/" + name);
    }
};

Decoded decode(const std::string& text) {
    codec::Facts facts;
    facts.state = {.kind = Kind::file,
                   .mode = 0640,
                   .uid = codec::HostUid{77},
                   .gid = codec::HostGid{78},
                   .rdev = 0,
                   .attributes = {},
                   .content = {}};
    facts.state.attributes.set(codec::kMetadataFile,
                               codec::pack({.mode = 0600, .uid = {}, .gid = {}, .text = text}));
    return codec::decode_mapped_file(facts);
}

void MappedFile::check(const std::string& name, const std::string& text) {
    SCOPED_TRACE(base::quote(text));
    HostTree(host_->path()).make(name, {.mode = S_IFREG | 0640, .uid = 77, .gid = 78});
    std::ofstream(host_->path_of(".virtfs_metadata/" + name), std::ios::binary) << text;
    const Decoded decoded = decode(text);

    const auto seen = guest_->getattr(name);

    ASSERT_THAT(seen, Succeeds());
    EXPECT_EQ(decoded.view.uid.value, seen->uid);
    EXPECT_EQ(decoded.view.gid.value, seen->gid);
    const auto kind = codec::kind_of(seen->mode);
    EXPECT_EQ(decoded.has(Oddity::corrupt_value), !kind) << "a Linux guest refuses this type";
    EXPECT_EQ(decoded.has(Oddity::type_mismatch), kind == Kind::directory);
    if (kind && kind != Kind::directory) {
        EXPECT_EQ(codec::type_bits(decoded.view.kind) | decoded.view.mode, seen->mode & 0xffffU);
    }
    if (kind && codec::is_device(*kind)) { // for anything else no client looks at it
        EXPECT_EQ(decoded.view.rdev, seen->rdev);
    }
}

/// The rows of what people and servers leave in such files.
TEST_F(MappedFile, ReadsEveryTextAsTheServerDoes) {
    const std::array texts = {"virtfs.uid=1\nvirtfs.gid=2\nvirtfs.mode=33188\n"s,
                              "virtfs.mode=8576\nvirtfs.rdev=259\nvirtfs.uid=5\n"s,
                              "virtfs.uid=1\nvirtfs.uid=7\n"s,
                              "virtfs.uid=7\r\nvirtfs.gid=8"s,
                              "virtfs.uid=7abc\n"s,
                              "virtfs.uid:7\nvirtfs.gidX8\n"s,
                              "virtfs.uid= 7\nvirtfs.gid=+8\n"s,
                              "virtfs.uid=\t\v\f\r7\n"s,
                              "virtfs.uid=+-7\nvirtfs.gid=- 7\n"s,
                              "virtfs.uid7\n"s,
                              "virtfs.uid\nvirtfs.gid=\n"s,
                              "virtfs.uid=abc\n"s,
                              " virtfs.uid=7\n"s,
                              "VIRTFS.UID=7\n# virtfs.gid=7\nvirtfs.foo=1\n"s,
                              "virtfs.mode=0100644\n"s,
                              "virtfs.mode=0x81a4\n"s,
                              "virtfs.uid=4294967294\nvirtfs.gid=4294967301\n"s,
                              "virtfs.uid=99999999999999999999\n"s,
                              "virtfs.uid=-99999999999999999999\n"s,
                              "virtfs.uid=9223372036854775807\nvirtfs.gid=9223372036854775808\n"s,
                              "virtfs.uid=-9223372036854775808\nvirtfs.gid=-9223372036854775809\n"s,
                              "virtfs.uid=-1\nvirtfs.gid=-2\n"s,
                              "virtfs.mode=-1\n"s,
                              "virtfs.mode=24960\nvirtfs.rdev=-2147483392\n"s,
                              std::string(99, 'x') + "virtfs.uid=5\n",
                              std::string(98, 'x') + "virtfs.uid=5\n",
                              "virtfs.uid=5" + std::string(87, ' ') + "virtfs.gid=6\n",
                              "virtfs.uid=7\0008\n"s,
                              "\0virtfs.uid=7\nvirtfs.gid=3\n"s,
                              "virtfs.uid\0=7\n"s,
                              "\n\n\nvirtfs.uid=7\n"s,
                              ""s};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        check(std::to_string(i), texts.at(i));
    }
}

/// Lines, pieces of lines and noise in any order.
std::string any_text(Dice& dice) {
    static const std::array kPieces = {
        "virtfs.uid="s, "virtfs.gid="s, "virtfs.mode="s, "virtfs.rdev="s,
        "virtfs.uid"s,  "virtfs."s,     "\n"s,           "\n"s,
        " "s,           "-"s,           "\0"s,           "33188"s,
        "41471"s,       "8576"s,        "99999999999"s};
    std::string text;
    for (std::uint32_t left = dice.below(14); left > 0; --left) {
        switch (dice.below(8)) {
        case 0:
            text += std::to_string(dice.id());
            break;
        case 1:
            text += std::string(dice.below(120), 'x');
            break;
        case 2:
            text += dice.bytes(dice.below(6));
            break;
        default:
            text += dice.pick(kPieces);
        }
    }
    return text;
}

TEST_F(MappedFile, ReadsAnythingAsTheServerDoes) {
    Dice dice = dice_of(kSeed);

    for (int i = 0; i < kTexts; ++i) {
        check(std::to_string(i), any_text(dice));
    }
}

TEST_F(MappedFile, FallsBackWhereThereIsNoMetadata) {
    HostTree(host_->path()).make("bare", {.mode = S_IFREG | 0640, .uid = 77, .gid = 78});

    const auto seen = guest_->getattr("bare");

    EXPECT_EQ(seen->uid, 77U);
    EXPECT_EQ(seen->gid, 78U);
    EXPECT_EQ(seen->mode, S_IFREG | 0640U);
}

// ---- encoding -----------------------------------------------------------------------------------

std::string encode(const GuestView& view) {
    const codec::DiskState state = codec::encode_mapped_file(view, {});
    return codec::find_beside(state, codec::kMetadataFile)->text;
}

GuestView view_of(Kind kind, std::uint32_t mode, GuestIds ids, std::uint64_t rdev = 0) {
    GuestView view;
    view.kind = kind;
    view.mode = mode;
    view.uid = codec::GuestUid{ids.uid};
    view.gid = codec::GuestGid{ids.gid};
    view.rdev = rdev;
    return view;
}

TEST_F(MappedFile, WritesWhatTheServerWrites) {
    ASSERT_THAT(guest_->create_file("file", 04751), Succeeds());
    ASSERT_THAT(guest_->mkdir("directory", 01777), Succeeds());
    ASSERT_THAT(guest_->symlink("link", "target"), Succeeds());
    ASSERT_THAT(guest_->mknod("fifo", S_IFIFO | 0644), Succeeds());
    ASSERT_THAT(guest_->mknod("socket", S_IFSOCK | 0755), Succeeds());
    ASSERT_THAT(guest_->mknod("char", S_IFCHR | 0600, {.major = 1, .minor = 3}), Succeeds());

    EXPECT_EQ(metadata_of("file"), encode(view_of(Kind::file, 04751, kAlice)));
    EXPECT_EQ(metadata_of("directory"), encode(view_of(Kind::directory, 01777, kAlice)));
    EXPECT_EQ(metadata_of("link"), encode(view_of(Kind::symlink, 0777, kAlice)));
    EXPECT_EQ(metadata_of("fifo"), encode(view_of(Kind::fifo, 0644, kAlice)));
    EXPECT_EQ(metadata_of("socket"), encode(view_of(Kind::socket, 0755, kAlice)));
    EXPECT_EQ(metadata_of("char"), encode(view_of(Kind::char_device, 0600, kAlice, makedev(1, 3))));
}

TEST_F(MappedFile, WritesTheSameDeviceNumbers) {
    static constexpr std::array<DeviceNumber, 6> kDevices = {{{.major = 8, .minor = 1},
                                                              {.major = 0xfff, .minor = 0xfffff},
                                                              {.major = 8, .minor = 0x80000},
                                                              {.major = 0x1000, .minor = 0},
                                                              {.major = 1, .minor = 0x100000},
                                                              {.major = 0, .minor = 0}}};
    for (const DeviceNumber device : kDevices) {
        const std::string name = fmt::format("{:x}-{:x}", device.major, device.minor);
        ASSERT_THAT(guest_->mknod(name, S_IFBLK | 0600, device), Succeeds());
        EXPECT_EQ(metadata_of(name), encode(view_of(Kind::block_device, 0600, kAlice,
                                                    makedev(device.major, device.minor))));
    }
}

TEST_F(MappedFile, WritesTheSameLargeIds) {
    constexpr GuestIds kLarge = {.uid = 4294967294U, .gid = 2147483648U};
    ASSERT_THAT(guest_->create_file("file", 0644), Succeeds());
    ASSERT_THAT(guest_->chown("file", kLarge), Succeeds());

    EXPECT_EQ(metadata_of("file"), encode(view_of(Kind::file, 0644, kLarge)));
}

TEST_F(MappedFile, WritesTheRootsFile) {
    ASSERT_THAT(guest_->chown("", {.uid = 5, .gid = 6}), Succeeds());
    ASSERT_THAT(guest_->chmod("", 01755), Succeeds());

    EXPECT_EQ(*host_->content_of(".virtfs_metadata_root"),
              encode(view_of(Kind::directory, 01755, {.uid = 5, .gid = 6})));
}

/// An ACL of a guest is a real one of the host, with the guest's ids.
TEST_F(MappedFile, KeepsAclsWhereTheServerKeepsThem) {
    Dice dice = dice_of(kSeed);
    GuestView view = view_of(Kind::directory, 0750, kAlice);
    view.acl_access = dice.acl(0750);
    view.acl_default = dice.acl(0750);
    ASSERT_THAT(guest_->mkdir("d", 0750), Succeeds());
    ASSERT_THAT(guest_->set_xattr("d", "system.posix_acl_access", view.acl_access), Succeeds());
    ASSERT_THAT(guest_->set_xattr("d", "system.posix_acl_default", view.acl_default), Succeeds());

    const codec::DiskState wanted = codec::encode_mapped_file(view, {});

    EXPECT_EQ(*host_->xattr_of("d", "system.posix_acl_access"),
              *wanted.attributes.find(codec::kAclAccess));
    EXPECT_EQ(*host_->xattr_of("d", "system.posix_acl_default"),
              *wanted.attributes.find(codec::kAclDefault));
    EXPECT_EQ(host_->stat_of("d")->st_mode & 07777U, wanted.mode);
}

} // namespace
} // namespace permap::oracle
