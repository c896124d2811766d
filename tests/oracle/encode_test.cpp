// SPDX-License-Identifier: Apache-2.0
// Our encoder must leave on disk, byte for byte, what the real server leaves when a guest makes the
// same object.
#include "base/quote.hpp"
#include "codec/model.hpp"
#include "tests/oracle/host_listing.hpp"
#include "tests/oracle/oracle_fixture.hpp"

#include <array>
#include <map>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace permap::oracle {
namespace {

using codec::DiskState;
using codec::GuestView;
using codec::Kind;

constexpr std::uint64_t kSeed = 19840104;
constexpr int kObjects = 300;
constexpr codec::HostPolicy kRootsPolicy = {.uid = codec::HostUid{0}, .gid = codec::HostGid{0}};

constexpr std::array kKinds = {Kind::file,        Kind::directory,    Kind::symlink,
                               Kind::char_device, Kind::block_device, Kind::fifo,
                               Kind::socket};

/// What guest `ids` make; the server stores 0777 for a symbolic link, whatever was asked.
GuestView view_of(Kind kind, std::uint32_t mode, GuestIds ids) {
    GuestView view;
    view.kind = kind;
    view.mode = kind == Kind::symlink ? 0777 : mode;
    view.uid = codec::GuestUid{ids.uid};
    view.gid = codec::GuestGid{ids.gid};
    return view;
}

GuestView any_view(Dice& dice, Kind kind, DeviceNumber& device) {
    GuestView view = view_of(kind, dice.permissions(), {.uid = dice.id(), .gid = dice.id()});
    if (codec::is_device(kind)) {
        device = dice.guest_device();
        view.rdev = makedev(device.major, device.minor);
    }
    if (kind == Kind::symlink) {
        view.link = dice.link_target();
    }
    view.acl_access = dice.one_in(3) ? dice.acl(view.mode) : "";
    view.acl_default = dice.one_in(3) ? dice.acl(dice.permissions()) : "";
    return view;
}

std::map<std::string, std::string> virtfs_attributes(const HostEntry& entry) {
    std::map<std::string, std::string> found = entry.xattrs;
    std::erase_if(found, [](const auto& row) { return !row.first.starts_with("user.virtfs."); });
    return found;
}

std::map<std::string, std::string> attributes_of(const DiskState& state) {
    std::map<std::string, std::string> wanted;
    for (const codec::Attribute& attribute : state.attributes) {
        wanted.emplace(attribute.name.view(), attribute.value);
    }
    return wanted;
}

void expect_encoded(const HostEntry& found, const GuestView& view) {
    const DiskState wanted = codec::encode_mapped_xattr(view, kRootsPolicy);
    EXPECT_EQ(virtfs_attributes(found), attributes_of(wanted));
    EXPECT_EQ(found.mode, codec::type_bits(wanted.kind) | wanted.mode);
    EXPECT_EQ(found.content, wanted.content);
    EXPECT_EQ(found.uid, wanted.uid.value);
    EXPECT_EQ(found.gid, wanted.gid.value);
}

class Encoding : public OracleFixture {
protected:
    void SetUp() override {
        OracleFixture::SetUp();
        if (host_ != nullptr) {
            serve(options("mapped-xattr"));
        }
    }

    /// Lets the owner in `view` make the object.
    void make(const std::string& name, const GuestView& view, DeviceNumber device);

    base::Result<void> create(GuestUser& owner, const std::string& name, const GuestView& view,
                              DeviceNumber device);
};

base::Result<void> Encoding::create(GuestUser& owner, const std::string& name,
                                    const GuestView& view, DeviceNumber device) {
    switch (view.kind) {
    case Kind::file:
        return owner.create_file(name, view.mode);
    case Kind::directory:
        return owner.mkdir(name, view.mode);
    case Kind::symlink:
        return owner.symlink(name, view.link);
    default:
        return owner.mknod(name, codec::type_bits(view.kind) | view.mode, device);
    }
}

void Encoding::make(const std::string& name, const GuestView& view, DeviceNumber device) {
    auto owner =
        GuestUser::attach(server_->client(), {.uid = view.uid.value, .gid = view.gid.value});
    ASSERT_THAT(owner, Succeeds());
    ASSERT_THAT(create(*owner, name, view, device), Succeeds());
    if (!view.acl_access.empty()) {
        ASSERT_THAT(owner->set_xattr(name, "system.posix_acl_access", view.acl_access), Succeeds());
    }
    if (!view.acl_default.empty()) {
        ASSERT_THAT(owner->set_xattr(name, "system.posix_acl_default", view.acl_default),
                    Succeeds());
    }
}

TEST_F(Encoding, WritesWhatTheServerWritesForAnything) {
    Dice dice = dice_of(kSeed);
    std::map<std::string, GuestView> views;
    for (int i = 0; i < kObjects; ++i) {
        DeviceNumber device;
        const GuestView view = any_view(dice, dice.pick(kKinds), device);
        make(std::to_string(i), view, device);
        views.emplace(std::to_string(i), view);
    }

    const HostListing found = list_host(host_->path());

    for (const auto& [name, view] : views) {
        SCOPED_TRACE(fmt::format("object {}: {} {:o} {}:{} rdev {:#x}", name,
                                 codec::to_text(view.kind), view.mode, view.uid.value,
                                 view.gid.value, view.rdev));
        expect_encoded(found.at(name), view);
    }
}

TEST_F(Encoding, WritesTheLongestLink) {
    GuestView view = view_of(Kind::symlink, 0777, kAlice);
    view.link = std::string(4095, 'l');
    make("link", view, {});

    expect_encoded(list_host(host_->path()).at("link"), view);
}

TEST_F(Encoding, WritesWhatAnyChangeOfModeAndOwnerLeaves) {
    constexpr GuestIds kNewOwner = {.uid = 4294967294, .gid = 65536};
    for (const Kind kind : kKinds) {
        const std::string name = codec::to_text(kind);
        GuestView view = view_of(kind, 06751, kNewOwner);
        view.link = kind == Kind::symlink ? "target" : "";
        ASSERT_THAT(create(*guest_, name, view, {}), Succeeds());
        ASSERT_THAT(guest_->chmod(name, 0), Succeeds());
        ASSERT_THAT(guest_->chown(name, kNewOwner), Succeeds());
        ASSERT_THAT(guest_->chmod(name, view.mode), Succeeds());

        SCOPED_TRACE(name);
        expect_encoded(list_host(host_->path()).at(name), view);
    }
}

TEST_F(Encoding, DiffersOnlyInAZeroForAFileMadeByMknod) {
    ASSERT_THAT(guest_->mknod("file", S_IFREG | 0644), Succeeds());

    HostEntry found = list_host(host_->path()).at("file");

    EXPECT_EQ(base::hex(found.xattrs.at("user.virtfs.rdev")), "0000000000000000");
    found.xattrs.erase("user.virtfs.rdev");
    expect_encoded(found, view_of(Kind::file, 0644, kAlice));
}

} // namespace
} // namespace permap::oracle
